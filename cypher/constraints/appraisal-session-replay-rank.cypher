// The ranking by replay, in its order: every property ascends, scores and times being stored negated.
// plan: any (schema statement)
CREATE INDEX session_replay_rank IF NOT EXISTS FOR (n:Session) ON (n.replayRank, n.recencyRank, n.key)
