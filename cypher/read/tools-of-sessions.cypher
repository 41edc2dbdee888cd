// Tools that sessions used, each once, in order of first use; a page per session.
// param keys: list<string>
// param withSubagents: boolean
// param afterAt: instant?
// param afterKey: string?
// param limit: int
// returns session: string
// returns target: string
// returns firstAt: instant?
// returns lastAt: instant?
// returns count: int
// returns evidence: list<string>
// plan: seek Session.key
UNWIND $keys AS key
MATCH (s:Session {key: key})
CALL (s) {
  MATCH (s)-[:SPAWNED*0..1]->(member:Session)-[r:USED_TOOL]->(t:Tool)
  WHERE member = s OR $withSubagents
  WITH t, r ORDER BY r.firstAt
  WITH
    t,
    min(r.firstAt) AS firstAt,
    max(r.lastAt) AS lastAt,
    sum(r.count) AS count,
    collect(r.firstEvent) + collect(r.lastEvent) AS events
  WITH t, firstAt, lastAt, count, events, coalesce(firstAt, 9007199254740991) AS orderAt
  WHERE $afterKey IS NULL OR orderAt > $afterAt OR (orderAt = $afterAt AND t.key > $afterKey)
  ORDER BY orderAt, t.key
  LIMIT $limit
  RETURN t.key AS target, firstAt, lastAt, count, events[..20] AS evidence, orderAt
}
RETURN key AS session, target, firstAt, lastAt, count, evidence
ORDER BY session, orderAt, target
