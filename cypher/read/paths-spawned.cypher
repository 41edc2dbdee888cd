// Which of some sessions spawned which of some subagents, with the interval within the window in which both lived.
// param fromKeys: list<string>
// param toKeys: list<string>
// param since: int
// param until: int
// param asOf: instant
// param idleMs: int
// param limit: int
// returns fromKey: string
// returns toKey: string
// returns relationship: string
// returns times: list<int>
// returns heldFrom: int?
// returns heldTo: int
// plan: seek Session.key
UNWIND $fromKeys AS key
MATCH (s:Session {key: key})-[r:SPAWNED]->(x:Session)
WITH s, r, x
WHERE x.key IN $toKeys
// Both live together from the subagent's start to its end; at any time where its start is unknown.
WITH
  s, r, x, x.startedAt AS startedAt,
  coalesce(x.closedAt, CASE WHEN $asOf - x.lastSeenAt >= $idleMs THEN x.lastSeenAt ELSE $asOf END) AS endedAt
WITH
  s, r, x,
  CASE WHEN startedAt IS NULL OR startedAt < $since THEN $since ELSE startedAt END AS heldFrom,
  CASE WHEN startedAt IS NULL OR endedAt > $until THEN $until ELSE endedAt END AS heldTo
WHERE heldFrom <= heldTo
RETURN s.key AS fromKey, x.key AS toKey, elementId(r) AS relationship, [] AS times, heldFrom, heldTo
LIMIT $limit
