// Files that sessions read, with every contact.
// param rows: list<map{session: string, target: string, count: int, firstAt: instant?, lastAt: instant?, contactAt: list<instant>,
//   contactEvents: list<string>, untimedEvents: list<string>?, basis: string?, confidence: string?}>
// plan: seek Session.key
// plan: seek File.key
UNWIND $rows AS row
MATCH (s:Session {key: row.session})
MATCH (t:File {key: row.target})
MERGE (s)-[r:READ]->(t)
SET
  r.count = row.count,
  r.firstAt = row.firstAt,
  r.lastAt = row.lastAt,
  r.contactAt = row.contactAt,
  r.contactEvents = row.contactEvents,
  r.untimedEvents = row.untimedEvents,
  r.basis = row.basis,
  r.confidence = row.confidence
