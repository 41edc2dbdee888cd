// Lists by cost.
// plan: any (schema statement)
CREATE INDEX session_cost IF NOT EXISTS FOR (n:Session) ON (n.topLevel, n.costMicroUsd, n.key)
