// A session's timeline in event time.
// plan: any (schema statement)
CREATE INDEX event_order IF NOT EXISTS FOR (n:Event) ON (n.sessionKey, n.orderAt, n.key)
