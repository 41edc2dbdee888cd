// Sessions that wait to be appraised, oldest first.
// plan: any (schema statement)
CREATE INDEX session_due_order IF NOT EXISTS FOR (n:Session) ON (n.appraisalDue, n.orderAt)
