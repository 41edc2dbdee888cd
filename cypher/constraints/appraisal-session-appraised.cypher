// Whether anything was scored since a moment: an order that was read then may have moved.
// plan: any (schema statement)
CREATE INDEX session_appraised IF NOT EXISTS FOR (n:Session) ON (n.appraisedAt)
