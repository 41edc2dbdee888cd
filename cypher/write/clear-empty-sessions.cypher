// Sessions that have no events, nor has any subagent of theirs: they are known by name only.
// param keys: list<string>
// plan: seek Session.key
UNWIND $keys AS key
MATCH (s:Session {key: key})
WHERE s.events = 0
OPTIONAL MATCH (s)-[:RAISED]->(signal:Signal)
DETACH DELETE signal
WITH DISTINCT s
SET s = {
  key: s.key,
  product: s.product,
  sessionId: s.sessionId,
  agentId: s.agentId,
  parentKey: s.parentKey,
  topLevel: s.topLevel
}
