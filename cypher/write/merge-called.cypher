// Hosts that sessions called, with every contact; git traffic of the repository's own remote is marked.
// param rows: list<map{session: string, target: string, count: int, firstAt: instant?, lastAt: instant?, contactAt: list<instant>,
//   contactEvents: list<string>, untimedEvents: list<string>?, basis: string?, confidence: string?, gitOnlyAt: list<instant>?}>
// plan: seek Session.key
// plan: seek Host.key
UNWIND $rows AS row
MATCH (s:Session {key: row.session})
MATCH (t:Host {key: row.target})
MERGE (s)-[r:CALLED]->(t)
SET
  r.count = row.count,
  r.firstAt = row.firstAt,
  r.lastAt = row.lastAt,
  r.contactAt = row.contactAt,
  r.contactEvents = row.contactEvents,
  r.untimedEvents = row.untimedEvents,
  r.basis = row.basis,
  r.confidence = row.confidence,
  r.gitOnlyAt = row.gitOnlyAt
