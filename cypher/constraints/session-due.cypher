// Sessions that wait to be appraised.
// plan: any (schema statement)
CREATE INDEX session_due IF NOT EXISTS FOR (n:Session) ON (n.appraisalDue)
