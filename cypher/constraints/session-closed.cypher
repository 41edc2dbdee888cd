// Which sessions were open during a scope.
// plan: any (schema statement)
CREATE INDEX session_closed IF NOT EXISTS FOR (n:Session) ON (n.closedAt)
