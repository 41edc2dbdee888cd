// The ranking by consequence, in its order: every property ascends, scores and times being stored negated.
// plan: any (schema statement)
CREATE INDEX session_consequence_rank IF NOT EXISTS FOR (n:Session) ON (n.consequenceRank, n.recencyRank, n.key)
