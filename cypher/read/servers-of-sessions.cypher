// MCP servers that sessions used, each once with all its contacts, in order of first use; a page per session.
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
  MATCH (s)-[:SPAWNED*0..1]->(member:Session)-[r:USED_SERVER]->(m:McpServer)
  WHERE member = s OR $withSubagents
  WITH m, r ORDER BY r.firstAt
  WITH
    m,
    min(r.firstAt) AS firstAt,
    max(r.lastAt) AS lastAt,
    sum(r.count) AS count,
    collect(coalesce(r.contactEvents, [])[..20] + coalesce(r.untimedEvents, [])[..20]) AS events
  WITH m, firstAt, lastAt, count, events, coalesce(firstAt, 9007199254740991) AS orderAt
  WHERE $afterKey IS NULL OR orderAt > $afterAt OR (orderAt = $afterAt AND m.key > $afterKey)
  ORDER BY orderAt, m.key
  LIMIT $limit
  RETURN m.key AS target, firstAt, lastAt, count, reduce(all = [], some IN events | all + some)[..20] AS evidence, orderAt
}
RETURN key AS session, target, firstAt, lastAt, count, evidence
ORDER BY session, orderAt, target
