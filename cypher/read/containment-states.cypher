// What held of sessions, and from when to when: some of the users and keys that they had, and every endpoint that they
// ran on.
// param sessions: list<string>
// param things: list<string>
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
MATCH (s:Session {key: key})-[r:RUN_BY|RAN_ON|USED_KEY]->(x)
WHERE x:Endpoint OR x.key IN $things
// From the first event that says so, the session's first of the kind from its start, to the session's end; an event
// without a time may have been at any moment of the session, or at any at all where that is unknown.
WITH
  s, r, x,
  CASE
    WHEN r.untimedEvents IS NULL
      AND EXISTS { (s)-[o:RUN_BY|RAN_ON|USED_KEY]->() WHERE type(o) = type(r) AND o.firstAt < r.firstAt }
      THEN r.firstAt
    ELSE s.startedAt
  END AS heldFrom,
  coalesce(s.closedAt, CASE WHEN $asOf - s.lastSeenAt >= $idleMs THEN s.lastSeenAt ELSE $asOf END) AS endedAt
RETURN
  type(r) AS kind,
  s.key AS from,
  x.key AS to,
  elementId(r) AS relationship,
  heldFrom,
  CASE WHEN heldFrom IS NOT NULL THEN endedAt END AS heldTo
LIMIT $limit
