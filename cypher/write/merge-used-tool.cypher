// Which tools sessions used.
// param rows: list<map{session: string, target: string, count: int, firstAt: instant?, lastAt: instant?, firstEvent: string?,
//   lastEvent: string?}>
// plan: seek Session.key
// plan: seek Tool.key
UNWIND $rows AS row
MATCH (s:Session {key: row.session})
MATCH (t:Tool {key: row.target})
MERGE (s)-[r:USED_TOOL]->(t)
SET
  r.count = row.count,
  r.firstAt = row.firstAt,
  r.lastAt = row.lastAt,
  r.firstEvent = row.firstEvent,
  r.lastEvent = row.lastEvent
