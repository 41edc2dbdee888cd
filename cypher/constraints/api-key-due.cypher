// Keys that wait to be appraised.
// plan: any (schema statement)
CREATE INDEX api_key_due IF NOT EXISTS FOR (n:ApiKey) ON (n.appraisalDue)
