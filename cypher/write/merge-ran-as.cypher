// As which agent, and in which version, sessions ran.
// param rows: list<map{session: string, target: string, count: int, firstAt: instant?, lastAt: instant?, firstEvent: string?,
//   lastEvent: string?, version: string?, versionAt: instant?}>
// plan: seek Session.key
// plan: seek Agent.key
UNWIND $rows AS row
MATCH (s:Session {key: row.session})
MATCH (t:Agent {key: row.target})
MERGE (s)-[r:RAN_AS]->(t)
SET
  r.count = row.count,
  r.firstAt = row.firstAt,
  r.lastAt = row.lastAt,
  r.firstEvent = row.firstEvent,
  r.lastEvent = row.lastEvent,
  r.version = row.version,
  r.versionAt = row.versionAt
