// Which of some sessions spawned or continued which other of them, and from when to when that holds.
// param sessions: list<string>
// param asOf: instant
// param idleMs: int
// param limit: int
// returns kind: string
// returns from: string
// returns to: string
// returns relationship: string
// returns heldFrom: instant?
// returns heldTo: instant?
// plan: seek Session.key
UNWIND $sessions AS key
MATCH (s:Session {key: key})-[r:SPAWNED|CONTINUED]->(t:Session)
WHERE t.key IN $sessions
// Both live together from the subagent's start to its end; history is handed over when the later session starts.
WITH
  s, r, t, type(r) AS kind,
  coalesce(t.closedAt, CASE WHEN $asOf - t.lastSeenAt >= $idleMs THEN t.lastSeenAt ELSE $asOf END) AS endedAt
WITH s, r, t, kind, endedAt, CASE kind WHEN 'SPAWNED' THEN t.startedAt ELSE s.startedAt END AS heldFrom
RETURN
  kind,
  s.key AS from,
  t.key AS to,
  elementId(r) AS relationship,
  heldFrom,
  CASE WHEN heldFrom IS NULL THEN null WHEN kind = 'SPAWNED' THEN endedAt ELSE heldFrom END AS heldTo
LIMIT $limit
