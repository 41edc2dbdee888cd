// One step of the radius, from sessions: the subagents that they spawned. For each session reached and each lens
// the best contact that the arrival allows: at sign 1 the earliest at or after it, at -1 the latest at or before it.
// param frontier: list<map{key: string, at: int, rank: int, lenses: list<int>}>
// param sign: int
// param since: int
// param until: int
// param asOf: instant
// param idleMs: int
// param limit: int
// returns key: string
// returns lens: int
// returns at: int
// returns rank: int
// returns relationship: string
// plan: seek Session.key
UNWIND $frontier AS row
MATCH (s:Session {key: row.key})-[r:SPAWNED]->(t:Session)
// Both live together from the subagent's start to its end; at any time where its start is unknown.
WITH
  row, r, t,
  t.startedAt AS heldFrom,
  coalesce(t.closedAt, CASE WHEN $asOf - t.lastSeenAt >= $idleMs THEN t.lastSeenAt ELSE $asOf END) AS endedAt
WITH
  row, r, t,
  CASE
    WHEN heldFrom IS NULL THEN row.at
    WHEN heldFrom > endedAt THEN null
    WHEN $sign = 1 AND row.at <= endedAt THEN CASE WHEN row.at < heldFrom THEN heldFrom ELSE row.at END
    WHEN $sign = -1 AND row.at >= heldFrom THEN CASE WHEN row.at > endedAt THEN endedAt ELSE row.at END
  END AS at
WHERE $since <= at <= $until
UNWIND row.lenses AS lens
WITH t, lens, min([$sign * at, row.rank, elementId(r)]) AS best
ORDER BY best[0]
LIMIT $limit
RETURN
  t.key AS key,
  lens,
  $sign * best[0] AS at,
  best[1] AS rank,
  best[2] AS relationship
