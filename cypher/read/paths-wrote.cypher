// Which of some sessions wrote which of some files, with every contact within the window: the times of the events behind
// it, and the interval in which an event without a time may have been.
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
MATCH (s:Session {key: key})-[r:WROTE]->(x:File)
// The sessions are where it starts: there may be very many more on the other side.
WITH s, r, x
WHERE x.key IN $toKeys
WITH
  s, r, x,
  coalesce(s.closedAt, CASE WHEN $asOf - s.lastSeenAt >= $idleMs THEN s.lastSeenAt ELSE $asOf END) AS endedAt
// An event without a time may have happened at any moment of its session, or at any at all where that is unknown.
WITH
  s, r, x,
  [c IN coalesce(r.contactAt, []) WHERE $since <= c <= $until] AS times,
  CASE
    WHEN r.contactAt IS NOT NULL AND r.untimedEvents IS NULL THEN null
    WHEN s.startedAt IS NULL OR s.startedAt < $since THEN $since
    ELSE s.startedAt
  END AS heldFrom,
  CASE WHEN s.startedAt IS NULL OR endedAt > $until THEN $until ELSE endedAt END AS heldTo
WHERE size(times) > 0 OR heldFrom <= heldTo
RETURN s.key AS fromKey, x.key AS toKey, elementId(r) AS relationship, times, heldFrom, heldTo
LIMIT $limit
