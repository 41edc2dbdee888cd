// Endpoints whose standing waits to be worked out because a session is no longer related to them.
// plan: any (schema statement)
CREATE INDEX endpoint_due IF NOT EXISTS FOR (n:Endpoint) ON (n.appraisalDue)
