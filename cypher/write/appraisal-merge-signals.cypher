// Signals that sessions raise, with what they rest on.
// param rulesVersion: int
// param rows: list<map{key: string, session: string, code: string, kind: string, axis: string, points: int, basis: string,
//   evidence: list<string>, entities: list<string>, detail: string}>
// plan: seek Session.key
// plan: seek Signal.key
UNWIND $rows AS row
MATCH (s:Session {key: row.session})
MERGE (signal:Signal {key: row.key})
SET
  signal.code = row.code,
  signal.kind = row.kind,
  signal.axis = row.axis,
  signal.points = row.points,
  signal.basis = row.basis,
  signal.evidence = row.evidence,
  signal.entities = row.entities,
  signal.detail = row.detail,
  signal.rulesVersion = $rulesVersion
MERGE (s)-[:RAISED]->(signal)
