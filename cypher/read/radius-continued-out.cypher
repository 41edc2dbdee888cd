// One step of the radius, from sessions: the sessions whose history they continued. For each session
// reached and each lens the best contact that the arrival allows: at sign 1 the earliest at or after it, at -1 the
// latest at or before it.
// param frontier: list<map{key: string, at: int, rank: int, lenses: list<int>}>
// param sign: int
// param since: int
// param until: int
// param limit: int
// returns key: string
// returns lens: int
// returns at: int
// returns rank: int
// returns relationship: string
// plan: seek Session.key
UNWIND $frontier AS row
MATCH (s:Session {key: row.key})-[r:CONTINUED]->(t:Session)
// History is handed over when the later session starts; at any time where that is unknown.
WITH row, r, t, s.startedAt AS startedAt
WITH
  row, r, t,
  CASE
    WHEN startedAt IS NULL THEN row.at
    WHEN $sign * startedAt >= $sign * row.at THEN startedAt
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
