// Rejects, newest first.
// plan: any (schema statement)
CREATE INDEX reject_received IF NOT EXISTS FOR (n:Reject) ON (n.receivedAt, n.key)
