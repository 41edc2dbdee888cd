// Hosts that sessions called, each once with all its contacts, in order of first contact; a page per session.
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
// returns gitOnly: boolean
// returns evidence: list<string>
// plan: seek Session.key
UNWIND $keys AS key
MATCH (s:Session {key: key})
CALL (s) {
  MATCH (s)-[:SPAWNED*0..1]->(member:Session)-[r:CALLED]->(h:Host)
  WHERE member = s OR $withSubagents
  WITH h, r ORDER BY r.firstAt
  WITH
    h,
    min(r.firstAt) AS firstAt,
    max(r.lastAt) AS lastAt,
    sum(r.count) AS count,
    sum(size(coalesce(r.gitOnlyAt, []))) AS gitOnly,
    collect(coalesce(r.contactEvents, [])[..20] + coalesce(r.untimedEvents, [])[..20]) AS events
  WITH h, firstAt, lastAt, count, gitOnly, events, coalesce(firstAt, 9007199254740991) AS orderAt
  WHERE $afterKey IS NULL OR orderAt > $afterAt OR (orderAt = $afterAt AND h.key > $afterKey)
  ORDER BY orderAt, h.key
  LIMIT $limit
  RETURN
    h.key AS target,
    firstAt,
    lastAt,
    count,
    gitOnly = count AS gitOnly,
    reduce(all = [], some IN events | all + some)[..20] AS evidence,
    orderAt
}
RETURN key AS session, target, firstAt, lastAt, count, gitOnly, evidence
ORDER BY session, orderAt, target
