// A session by a part of the client's own id.
// plan: any (schema statement)
CREATE TEXT INDEX session_id_text IF NOT EXISTS FOR (n:Session) ON (n.sessionId)
