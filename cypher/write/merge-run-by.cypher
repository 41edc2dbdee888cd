// Who ran sessions, with how it is known.
// param rows: list<map{session: string, target: string, count: int, firstAt: instant?, lastAt: instant?, firstEvent: string?,
//   lastEvent: string?, untimedEvents: list<string>?, basis: string?, confidence: string?, seen: list<string>?}>
// plan: seek Session.key
// plan: seek User.key
UNWIND $rows AS row
MATCH (s:Session {key: row.session})
MATCH (t:User {key: row.target})
MERGE (s)-[r:RUN_BY]->(t)
SET
  r.count = row.count,
  r.firstAt = row.firstAt,
  r.lastAt = row.lastAt,
  r.firstEvent = row.firstEvent,
  r.lastEvent = row.lastEvent,
  r.untimedEvents = row.untimedEvents,
  r.basis = row.basis,
  r.confidence = row.confidence,
  r.emails = row.seen
