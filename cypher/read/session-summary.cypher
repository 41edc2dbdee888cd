// Figures of the top-level sessions whose life meets a window: from their start, or first receipt, to their end, or
// the moment asked about while they are active. `seenFrom` bounds the search: none in the window was last seen earlier.
// param asOf: instant
// param idleMs: int
// param since: instant
// param until: instant
// param seenFrom: instant
// returns total: int
// returns active: int
// returns costMicroUsd: int
// returns unpricedRequests: int
// returns uniqueUsers: int
// returns highSignal: int
// returns sharedKey: int
// plan: seek Session.topLevel, lastSeenAt, key
// plan: seek Session.topLevel, orderAt, key
// plan: seek Session.closedAt
CALL () {
  MATCH (s:Session)
  WHERE s.topLevel = true AND s.lastSeenAt >= $seenFrom AND s.key IS NOT NULL
  RETURN s
  UNION
  MATCH (s:Session)
  WHERE s.closedAt >= $seenFrom
  RETURN s
  UNION
  MATCH (s:Session)
  WHERE s.topLevel = true AND s.orderAt <= $until AND s.key IS NOT NULL AND s.lastSeenAt IS NULL
  RETURN s
}
WITH s, CASE
    WHEN s.closedAt IS NOT NULL THEN s.closedAt
    WHEN $asOf - s.lastSeenAt >= $idleMs THEN s.lastSeenAt
  END AS endedAt
WHERE s.topLevel = true AND s.orderAt <= $until AND coalesce(endedAt, $asOf) >= $since
WITH
  collect(s) AS sessions,
  count(s) AS total,
  count(CASE WHEN endedAt IS NULL THEN s END) AS active,
  coalesce(sum(s.costMicroUsd), 0) AS costMicroUsd,
  coalesce(sum(s.unpricedRequests), 0) AS unpricedRequests,
  count(CASE WHEN s.highSignal THEN s END) AS highSignal,
  count(CASE WHEN s.sharedKey THEN s END) AS sharedKey
CALL (sessions) {
  UNWIND sessions AS s
  MATCH (s)-[:RUN_BY]->(u:User)
  RETURN count(DISTINCT u) AS uniqueUsers
}
RETURN total, active, costMicroUsd, unpricedRequests, uniqueUsers, highSignal, sharedKey
