// Which session carries on the history of which.
// param rows: list<map{session: string, origin: string, firstAt: instant?, lastAt: instant?, count: int, firstEvent: string, lastEvent: string}>
// plan: seek Session.key
UNWIND $rows AS row
MATCH (s:Session {key: row.session})
MATCH (origin:Session {key: row.origin})
MERGE (s)-[r:CONTINUED]->(origin)
SET
  r.firstAt = row.firstAt,
  r.lastAt = row.lastAt,
  r.count = row.count,
  r.firstEvent = row.firstEvent,
  r.lastEvent = row.lastEvent
