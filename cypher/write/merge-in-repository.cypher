// In which repositories sessions worked.
// param rows: list<map{session: string, target: string, count: int, firstAt: instant?, lastAt: instant?, firstEvent: string?,
//   lastEvent: string?, seen: list<string>?, sensitivity: string?}>
// plan: seek Session.key
// plan: seek Repository.key
UNWIND $rows AS row
MATCH (s:Session {key: row.session})
MATCH (t:Repository {key: row.target})
MERGE (s)-[r:IN_REPOSITORY]->(t)
SET
  r.count = row.count,
  r.firstAt = row.firstAt,
  r.lastAt = row.lastAt,
  r.firstEvent = row.firstEvent,
  r.lastEvent = row.lastEvent,
  r.roots = row.seen,
  r.sensitivity = row.sensitivity
