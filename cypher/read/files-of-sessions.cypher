// Files that sessions read or wrote, each once with all its contacts, in order of first contact; a page per session.
// param keys: list<string>
// param withSubagents: boolean
// param kinds: list<string>
// param contains: string?
// param startsWith: string?
// param sensitivities: list<string>
// param afterAt: instant?
// param afterKey: string?
// param limit: int
// returns session: string
// returns target: string
// returns kinds: list<string>
// returns firstAt: instant?
// returns lastAt: instant?
// returns count: int
// returns evidence: list<string>
// plan: seek Session.key
UNWIND $keys AS key
MATCH (s:Session {key: key})
CALL (s) {
  MATCH (s)-[:SPAWNED*0..1]->(member:Session)-[r:READ|WROTE]->(f:File)
  WHERE (member = s OR $withSubagents)
    AND type(r) IN $kinds
    AND ($contains IS NULL OR toLower(f.path) CONTAINS $contains)
    AND ($startsWith IS NULL OR toLower(f.path) STARTS WITH $startsWith)
    AND coalesce(f.sensitivity, 'NONE') IN $sensitivities
  WITH f, r ORDER BY r.firstAt, type(r)
  WITH
    f,
    collect(DISTINCT type(r)) AS kinds,
    min(r.firstAt) AS firstAt,
    max(r.lastAt) AS lastAt,
    sum(r.count) AS count,
    collect(coalesce(r.contactEvents, [])[..20] + coalesce(r.untimedEvents, [])[..20]) AS events
  WITH f, kinds, firstAt, lastAt, count, events, coalesce(firstAt, 9007199254740991) AS orderAt
  WHERE $afterKey IS NULL OR orderAt > $afterAt OR (orderAt = $afterAt AND f.key > $afterKey)
  ORDER BY orderAt, f.key
  LIMIT $limit
  RETURN f.key AS target, kinds, firstAt, lastAt, count, reduce(all = [], some IN events | all + some)[..20] AS evidence, orderAt
}
RETURN key AS session, target, kinds, firstAt, lastAt, count, evidence
ORDER BY session, orderAt, target
