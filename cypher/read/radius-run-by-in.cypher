// One step of the radius, from users: the sessions that users ran. For each thing reached and each lens the best
// contact that the arrival allows: at sign 1 the earliest at or after it, at -1 the latest at or before it.
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
// plan: seek User.key
UNWIND $frontier AS row
MATCH (x:User {key: row.key})<-[r:RUN_BY]-(s:Session)
// It holds from the first event that says so, the session's first of the kind from its start, to the session's end;
// an event without a time may have been at any moment of the session, or at any at all where that is unknown.
WITH
  row, s, r, x,
  CASE
    WHEN r.untimedEvents IS NULL AND EXISTS { (s)-[o:RUN_BY]->() WHERE o.firstAt < r.firstAt } THEN r.firstAt
    ELSE s.startedAt
  END AS heldFrom,
  coalesce(s.closedAt, CASE WHEN $asOf - s.lastSeenAt >= $idleMs THEN s.lastSeenAt ELSE $asOf END) AS endedAt
WITH
  row, r, s,
  CASE
    WHEN heldFrom IS NULL THEN row.at
    WHEN heldFrom > endedAt THEN null
    WHEN $sign = 1 AND row.at <= endedAt THEN CASE WHEN row.at < heldFrom THEN heldFrom ELSE row.at END
    WHEN $sign = -1 AND row.at >= heldFrom THEN CASE WHEN row.at > endedAt THEN endedAt ELSE row.at END
  END AS at
WHERE $since <= at <= $until
UNWIND row.lenses AS lens
WITH s, lens, min([$sign * at, row.rank, elementId(r)]) AS best
ORDER BY best[0]
LIMIT $limit
RETURN
  s.key AS key,
  lens,
  $sign * best[0] AS at,
  best[1] AS rank,
  best[2] AS relationship
