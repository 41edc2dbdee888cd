// Clusters of keys that share, by their keys.
// param keys: list<string>
// returns key: string
// returns severity: string
// returns confidence: string
// returns reasons: list<string>
// returns apiKeys: list<string>
// returns users: list<string>
// returns endpoints: list<string>
// returns sessionCount: int
// returns unknownSessionCount: int
// returns consequence: int
// returns firstAt: instant?
// returns lastAt: instant?
// returns sharedFrom: instant?
// plan: seek KeyCluster.key
UNWIND $keys AS key
MATCH (c:KeyCluster {key: key})
RETURN
  c.key AS key,
  c.severity AS severity,
  c.confidence AS confidence,
  c.reasons AS reasons,
  COLLECT { MATCH (c)<-[:IN_CLUSTER]-(k:ApiKey) RETURN k.key ORDER BY k.firstAt, k.key } AS apiKeys,
  c.users AS users,
  c.endpoints AS endpoints,
  c.sessionCount AS sessionCount,
  c.unknownSessionCount AS unknownSessionCount,
  c.consequence AS consequence,
  c.firstAt AS firstAt,
  c.lastAt AS lastAt,
  c.sharedFrom AS sharedFrom
