// Sessions whose events have all moved to another: nothing is left to list, but what points at them stays.
// param keys: list<string>
// plan: seek Session.key
UNWIND $keys AS key
MATCH (s:Session {key: key})
OPTIONAL MATCH (s)<-[spawned:SPAWNED]-(:Session)
DELETE spawned
WITH DISTINCT s
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
