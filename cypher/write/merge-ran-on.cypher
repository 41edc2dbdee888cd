// Where sessions ran, with how it is known.
// param rows: list<map{session: string, target: string, count: int, firstAt: instant?, lastAt: instant?, firstEvent: string?,
//   lastEvent: string?, untimedEvents: list<string>?, basis: string?, confidence: string?, seen: list<string>?}>
// plan: seek Session.key
// plan: seek Endpoint.key
UNWIND $rows AS row
MATCH (s:Session {key: row.session})
MATCH (t:Endpoint {key: row.target})
MERGE (s)-[r:RAN_ON]->(t)
SET
  r.count = row.count,
  r.firstAt = row.firstAt,
  r.lastAt = row.lastAt,
  r.firstEvent = row.firstEvent,
  r.lastEvent = row.lastEvent,
  r.untimedEvents = row.untimedEvents,
  r.basis = row.basis,
  r.confidence = row.confidence,
  r.addresses = row.seen
