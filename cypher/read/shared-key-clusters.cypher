// Clusters of keys that share, the highest consequence first, then by key: those with a session that meets a window, and
// with the severities, confidences and reasons asked for. Null asks for nothing. `seenFrom` bounds the search: no session
// in the window was last seen earlier. On a further page `fromRank` and `afterKey` are where the last one ended.
// param asOf: instant
// param idleMs: int
// param since: instant
// param until: instant
// param seenFrom: instant
// param key: string?
// param severities: list<string>?
// param confidences: list<string>?
// param reasons: list<string>?
// param fromRank: int
// param afterKey: string?
// param limit: int
// returns key: string
// returns consequence: int
// plan: seek KeyCluster.consequenceRank, key
// plan: order KeyCluster.consequenceRank, key
MATCH (c:KeyCluster)
WHERE c.consequenceRank >= $fromRank
  AND c.key IS NOT NULL
  AND ($afterKey IS NULL OR c.consequenceRank > $fromRank OR c.key > $afterKey)
  AND c.lastAt >= $seenFrom
  AND c.firstAt <= $until
  AND ($severities IS NULL OR c.severity IN $severities)
  AND ($confidences IS NULL OR c.confidence IN $confidences)
  AND ($reasons IS NULL OR any(reason IN c.reasons WHERE reason IN $reasons))
  AND ($key IS NULL OR EXISTS { (c)<-[:IN_CLUSTER]-(:ApiKey {key: $key}) })
  AND EXISTS {
    MATCH (c)<-[:IN_CLUSTER]-(:ApiKey)<-[:USED_KEY]-(user:Session)
    MATCH (s:Session {key: coalesce(user.parentKey, user.key)})
    WHERE s.orderAt <= $until
      AND CASE
        WHEN s.closedAt IS NOT NULL THEN s.closedAt
        WHEN $asOf - s.lastSeenAt >= $idleMs THEN s.lastSeenAt
        ELSE $asOf
      END >= $since
  }
RETURN c.key AS key, c.consequence AS consequence
ORDER BY c.consequenceRank, c.key
LIMIT $limit
