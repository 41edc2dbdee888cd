// The ranking by urgency, in its order: every property ascends, scores and times being stored negated.
// plan: any (schema statement)
CREATE INDEX session_urgency_rank IF NOT EXISTS FOR (n:Session) ON (n.urgencyRank, n.recencyRank, n.key)
