// Sessions that rank equal by their score, the latest first.
// plan: any (schema statement)
CREATE INDEX session_recency_rank IF NOT EXISTS FOR (n:Session) ON (n.recencyRank, n.key)
