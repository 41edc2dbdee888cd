// Lists by when a session was last seen.
// plan: any (schema statement)
CREATE INDEX session_last_seen IF NOT EXISTS FOR (n:Session) ON (n.topLevel, n.lastSeenAt, n.key)
