// One step of the radius from sessions, along every kind and way at once. For each step, thing reached and lens the best
// contact that the arrival allows: at sign 1 the earliest at or after it, at -1 the latest at or before it. `lenses` says
// which lenses may take a step; each of the four parts is left out where none may, and gives at most `limit` arrivals.
// Each part seeks the sessions anew: a list of them that the parts shared would be counted again for every row they hold.
// param frontier: list<map{key: string, at: int, rank: int, lenses: list<int>}>
// param lenses: map{READ: list<int>, WROTE: list<int>, CALLED: list<int>, USED_SERVER: list<int>, USED_KEY: list<int>,
//   RUN_BY: list<int>, RAN_ON: list<int>, SPAWNED: list<int>, SPAWNED_BY: list<int>, CONTINUED: list<int>, CONTINUED_BY: list<int>}
// param contacts: boolean
// param states: boolean
// param spawned: boolean
// param continued: boolean
// param sign: int
// param since: int
// param until: int
// param asOf: instant
// param idleMs: int
// param limit: int
// returns step: string
// returns key: string
// returns lens: int
// returns at: int
// returns rank: int
// returns relationship: string
// returns degree: int
// returns readDegree: int
// plan: seek Session.key
UNWIND CASE WHEN $contacts THEN $frontier ELSE [] END AS row
MATCH (s:Session {key: row.key})
WITH row, s, coalesce(s.closedAt, CASE WHEN $asOf - s.lastSeenAt >= $idleMs THEN s.lastSeenAt ELSE $asOf END) AS endedAt
MATCH (s)-[r:READ|WROTE|CALLED|USED_SERVER]->(x)
WITH row, s, endedAt, r, x, [lens IN row.lenses WHERE lens IN $lenses[type(r)]] AS lenses
WHERE size(lenses) > 0
// An event without a time may have happened at any moment of its session, or at any at all where that is unknown.
WITH
  row, r, x, lenses,
  CASE $sign
    WHEN 1 THEN head([c IN r.contactAt WHERE c >= row.at])
    ELSE last([c IN r.contactAt WHERE c <= row.at])
  END AS timedAt,
  CASE
    WHEN r.contactAt IS NOT NULL AND r.untimedEvents IS NULL THEN null
    WHEN s.startedAt IS NULL THEN row.at
    WHEN s.startedAt > endedAt THEN null
    WHEN $sign = 1 AND row.at <= endedAt THEN CASE WHEN row.at < s.startedAt THEN s.startedAt ELSE row.at END
    WHEN $sign = -1 AND row.at >= s.startedAt THEN CASE WHEN row.at > endedAt THEN endedAt ELSE row.at END
  END AS untimedAt
WITH
  row, r, x, lenses,
  CASE WHEN timedAt IS NULL OR $sign * untimedAt < $sign * timedAt THEN untimedAt ELSE timedAt END AS at
WHERE $since <= at <= $until
UNWIND lenses AS lens
WITH x, type(r) AS step, lens, min([$sign * at, row.rank, elementId(r)]) AS best
ORDER BY best[0]
LIMIT $limit
RETURN
  step,
  x.key AS key,
  lens,
  $sign * best[0] AS at,
  best[1] AS rank,
  best[2] AS relationship,
  count { (x)<-[:WROTE|CALLED|USED_SERVER]-() } AS degree,
  count { (x)<-[:READ]-() } AS readDegree
UNION ALL
UNWIND CASE WHEN $states THEN $frontier ELSE [] END AS row
MATCH (s:Session {key: row.key})
WITH row, s, coalesce(s.closedAt, CASE WHEN $asOf - s.lastSeenAt >= $idleMs THEN s.lastSeenAt ELSE $asOf END) AS endedAt
MATCH (s)-[r:USED_KEY|RUN_BY|RAN_ON]->(x)
WITH row, s, endedAt, r, x, [lens IN row.lenses WHERE lens IN $lenses[type(r)]] AS lenses
WHERE size(lenses) > 0
// It holds from the first event that says so, the session's first of the kind from its start, to the session's end;
// an event without a time may have been at any moment of the session, or at any at all where that is unknown.
WITH
  row, endedAt, r, x, lenses,
  CASE
    WHEN
      r.untimedEvents IS NULL
      AND EXISTS { (s)-[o:USED_KEY|RUN_BY|RAN_ON]->() WHERE type(o) = type(r) AND o.firstAt < r.firstAt }
      THEN r.firstAt
    ELSE s.startedAt
  END AS heldFrom
WITH
  row, r, x, lenses,
  CASE
    WHEN heldFrom IS NULL THEN row.at
    WHEN heldFrom > endedAt THEN null
    WHEN $sign = 1 AND row.at <= endedAt THEN CASE WHEN row.at < heldFrom THEN heldFrom ELSE row.at END
    WHEN $sign = -1 AND row.at >= heldFrom THEN CASE WHEN row.at > endedAt THEN endedAt ELSE row.at END
  END AS at
WHERE $since <= at <= $until
UNWIND lenses AS lens
WITH x, type(r) AS step, lens, min([$sign * at, row.rank, elementId(r)]) AS best
ORDER BY best[0]
LIMIT $limit
RETURN
  step,
  x.key AS key,
  lens,
  $sign * best[0] AS at,
  best[1] AS rank,
  best[2] AS relationship,
  count { (x)<-[:USED_KEY|RUN_BY|RAN_ON]-() } AS degree,
  0 AS readDegree
UNION ALL
UNWIND CASE WHEN $spawned THEN $frontier ELSE [] END AS row
MATCH (s:Session {key: row.key})
WITH row, s, coalesce(s.closedAt, CASE WHEN $asOf - s.lastSeenAt >= $idleMs THEN s.lastSeenAt ELSE $asOf END) AS endedAt
MATCH (s)-[r:SPAWNED]-(x:Session)
// Both live together from the subagent's start to its end; at any time where its start is unknown.
WITH
  row, r, x,
  CASE WHEN endNode(r) = x THEN 'SPAWNED' ELSE 'SPAWNED_BY' END AS step,
  CASE WHEN endNode(r) = x THEN x.startedAt ELSE s.startedAt END AS heldFrom,
  CASE
    WHEN endNode(r) = x THEN
      coalesce(x.closedAt, CASE WHEN $asOf - x.lastSeenAt >= $idleMs THEN x.lastSeenAt ELSE $asOf END)
    ELSE endedAt
  END AS heldTo
WITH
  row, r, x, step,
  CASE
    WHEN heldFrom IS NULL THEN row.at
    WHEN heldFrom > heldTo THEN null
    WHEN $sign = 1 AND row.at <= heldTo THEN CASE WHEN row.at < heldFrom THEN heldFrom ELSE row.at END
    WHEN $sign = -1 AND row.at >= heldFrom THEN CASE WHEN row.at > heldTo THEN heldTo ELSE row.at END
  END AS at
WHERE $since <= at <= $until
UNWIND [lens IN row.lenses WHERE lens IN $lenses[step]] AS lens
WITH x, step, lens, min([$sign * at, row.rank, elementId(r)]) AS best
ORDER BY best[0]
LIMIT $limit
RETURN
  step,
  x.key AS key,
  lens,
  $sign * best[0] AS at,
  best[1] AS rank,
  best[2] AS relationship,
  0 AS degree,
  0 AS readDegree
UNION ALL
UNWIND CASE WHEN $continued THEN $frontier ELSE [] END AS row
MATCH (s:Session {key: row.key})
MATCH (s)-[r:CONTINUED]-(x:Session)
// History is handed over when the later session starts; at any time where that is unknown.
WITH
  row, r, x,
  CASE WHEN endNode(r) = x THEN 'CONTINUED' ELSE 'CONTINUED_BY' END AS step,
  startNode(r).startedAt AS startedAt
WITH
  row, r, x, step,
  CASE
    WHEN startedAt IS NULL THEN row.at
    WHEN $sign * startedAt >= $sign * row.at THEN startedAt
  END AS at
WHERE $since <= at <= $until
UNWIND [lens IN row.lenses WHERE lens IN $lenses[step]] AS lens
WITH x, step, lens, min([$sign * at, row.rank, elementId(r)]) AS best
ORDER BY best[0]
LIMIT $limit
RETURN
  step,
  x.key AS key,
  lens,
  $sign * best[0] AS at,
  best[1] AS rank,
  best[2] AS relationship,
  0 AS degree,
  0 AS readDegree
