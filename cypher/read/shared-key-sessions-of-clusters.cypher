// Top-level sessions on the keys of clusters, themselves or through a subagent, the latest start first; a page per
// cluster.
// param keys: list<string>
// param beforeAt: instant?
// param beforeKey: string?
// param limit: int
// returns cluster: string
// returns session: string
// returns orderAt: instant
// plan: seek KeyCluster.key
// plan: seek Session.key
UNWIND $keys AS key
MATCH (c:KeyCluster {key: key})
CALL (c) {
  MATCH (c)<-[:IN_CLUSTER]-(:ApiKey)<-[:USED_KEY]-(user:Session)
  WITH DISTINCT coalesce(user.parentKey, user.key) AS familyKey
  MATCH (s:Session {key: familyKey})
  WHERE s.orderAt IS NOT NULL
    AND ($beforeKey IS NULL OR s.orderAt < $beforeAt OR (s.orderAt = $beforeAt AND s.key < $beforeKey))
  RETURN s.key AS session, s.orderAt AS orderAt
  ORDER BY orderAt DESC, session DESC
  LIMIT $limit
}
RETURN key AS cluster, session, orderAt
ORDER BY cluster, orderAt DESC, session DESC
