// Every appraised key, with what the clusters are made from.
// returns key: string
// returns firstAt: instant?
// returns reasons: list<string>
// returns confidence: string
// returns clustered: boolean
// returns users: list<string>
// returns endpoints: list<string>
// returns sharedFrom: instant?
// returns clusterKey: string?
// returns isDue: boolean
// plan: scan ApiKey
MATCH (k:ApiKey)
WHERE k.sharingConfidence IS NOT NULL
RETURN
  k.key AS key,
  k.firstAt AS firstAt,
  coalesce(k.raisedReasons, []) AS reasons,
  k.sharingConfidence AS confidence,
  coalesce(k.clustered, false) AS clustered,
  coalesce(k.users, []) AS users,
  coalesce(k.endpoints, []) AS endpoints,
  k.sharedFrom AS sharedFrom,
  k.clusterKey AS clusterKey,
  k.clusterDue IS NOT NULL AS isDue
