// A session's timeline in receive time.
// plan: any (schema statement)
CREATE INDEX event_received IF NOT EXISTS FOR (n:Event) ON (n.sessionKey, n.receivedAt, n.key)
