// What sessions did with some of the things around them, with every contact: single times, and the whole session
// where an event has no time.
// param sessions: list<string>
// param things: list<string>
// param asOf: instant
// param idleMs: int
// param limit: int
// returns kind: string
// returns from: string
// returns to: string
// returns relationship: string
// returns times: list<int>
// returns heldFrom: instant?
// returns heldTo: instant?
// returns always: boolean
// plan: seek Session.key
UNWIND $sessions AS key
MATCH (s:Session {key: key})-[r:READ|WROTE|CALLED|USED_SERVER]->(x)
WHERE x.key IN $things
WITH
  s, r, x,
  r.contactAt IS NULL OR r.untimedEvents IS NOT NULL AS untimed,
  coalesce(s.closedAt, CASE WHEN $asOf - s.lastSeenAt >= $idleMs THEN s.lastSeenAt ELSE $asOf END) AS endedAt
RETURN
  type(r) AS kind,
  s.key AS from,
  x.key AS to,
  elementId(r) AS relationship,
  coalesce(r.contactAt, []) AS times,
  CASE WHEN untimed THEN s.startedAt END AS heldFrom,
  CASE WHEN untimed AND s.startedAt IS NOT NULL THEN endedAt END AS heldTo,
  untimed AND s.startedAt IS NULL AS always
LIMIT $limit
