// A session by the client's own id, whole or by its beginning.
// plan: any (schema statement)
CREATE INDEX session_id IF NOT EXISTS FOR (n:Session) ON (n.sessionId)
