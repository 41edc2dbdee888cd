// Which of some sessions continued the history of which others, with the moment at which it was handed over.
// param fromKeys: list<string>
// param toKeys: list<string>
// param since: int
// param until: int
// param limit: int
// returns fromKey: string
// returns toKey: string
// returns relationship: string
// returns times: list<int>
// returns heldFrom: int?
// returns heldTo: int
// plan: seek Session.key
UNWIND $fromKeys AS key
MATCH (s:Session {key: key})-[r:CONTINUED]->(x:Session)
WITH s, r, x
WHERE x.key IN $toKeys
// History is handed over when the later session starts; at any time where that is unknown.
WITH s, r, x, coalesce(s.startedAt, $since) AS heldFrom, coalesce(s.startedAt, $until) AS heldTo
WHERE $since <= heldFrom AND heldTo <= $until
RETURN s.key AS fromKey, x.key AS toKey, elementId(r) AS relationship, [] AS times, heldFrom, heldTo
LIMIT $limit
