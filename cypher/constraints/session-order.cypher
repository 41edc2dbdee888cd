// Lists of top-level sessions, newest or oldest first, and ranges over when they began.
// plan: any (schema statement)
CREATE INDEX session_order IF NOT EXISTS FOR (n:Session) ON (n.topLevel, n.orderAt, n.key)
