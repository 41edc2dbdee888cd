// Signals by their keys.
// param keys: list<string>
// returns key: string
// returns session: string
// returns code: string
// returns kind: string
// returns axis: string
// returns points: int
// returns basis: string?
// returns evidence: list<string>
// returns entities: list<string>
// returns rulesVersion: int?
// returns detail: string?
// plan: seek Signal.key
UNWIND $keys AS key
MATCH (s:Session)-[:RAISED]->(n:Signal {key: key})
RETURN
  n.key AS key,
  s.key AS session,
  n.code AS code,
  n.kind AS kind,
  n.axis AS axis,
  n.points AS points,
  n.basis AS basis,
  coalesce(n.evidence, []) AS evidence,
  coalesce(n.entities, []) AS entities,
  n.rulesVersion AS rulesVersion,
  n.detail AS detail
