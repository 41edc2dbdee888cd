// Who, where and with what sessions ran: their relationships to users, endpoints, keys, agents, models, repositories
// and sandboxes, each target once. Those that only subagents have count as theirs, and are marked.
// param keys: list<string>
// returns session: string
// returns kind: string
// returns target: string
// returns own: boolean
// returns firstAt: instant?
// returns lastAt: instant?
// returns count: int
// returns basis: string?
// returns confidence: string?
// returns version: string?
// plan: seek Session.key
UNWIND $keys AS key
MATCH (s:Session {key: key})-[:SPAWNED*0..1]->(member:Session)
MATCH (member)-[r:RUN_BY|RAN_ON|USED_KEY|RAN_AS|USED_MODEL|IN_REPOSITORY|IN_SANDBOX]->(target)
WITH s, member, r, type(r) AS kind, target
ORDER BY member = s DESC, r.lastAt DESC
WITH
  s,
  kind,
  target,
  max(CASE WHEN member = s THEN 1 ELSE 0 END) AS own,
  min(r.firstAt) AS firstAt,
  max(r.lastAt) AS lastAt,
  sum(r.count) AS count,
  collect(r)[0] AS strongest
RETURN
  s.key AS session,
  kind,
  target.key AS target,
  own = 1 AS own,
  firstAt,
  lastAt,
  count,
  strongest.basis AS basis,
  strongest.confidence AS confidence,
  strongest.version AS version
ORDER BY session, kind, own DESC, count DESC, target
