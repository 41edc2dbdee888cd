// Which of some sessions used which of some keys, with the interval within the window in which it held.
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
MATCH (s:Session {key: key})-[r:USED_KEY]->(x:ApiKey)
// The sessions are where it starts: there may be very many more on the other side.
WITH s, r, x
WHERE x.key IN $toKeys
// It holds from the first event that says so, the session's first of the kind from its start, to the session's end;
// an event without a time may have been at any moment of the session, or at any at all where that is unknown.
WITH
  s, r, x,
  CASE
    WHEN r.untimedEvents IS NULL AND EXISTS { (s)-[o:USED_KEY]->() WHERE o.firstAt < r.firstAt } THEN r.firstAt
    ELSE s.startedAt
  END AS startedAt,
  coalesce(s.closedAt, CASE WHEN $asOf - s.lastSeenAt >= $idleMs THEN s.lastSeenAt ELSE $asOf END) AS endedAt
WITH
  s, r, x,
  CASE WHEN startedAt IS NULL OR startedAt < $since THEN $since ELSE startedAt END AS heldFrom,
  CASE WHEN startedAt IS NULL OR endedAt > $until THEN $until ELSE endedAt END AS heldTo
WHERE heldFrom <= heldTo
RETURN s.key AS fromKey, x.key AS toKey, elementId(r) AS relationship, [] AS times, heldFrom, heldTo
LIMIT $limit
