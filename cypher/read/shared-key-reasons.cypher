// Why keys count as shared, and the cluster that each is in. Keys that were not appraised are left out.
// param keys: list<string>
// returns key: string
// returns reasons: string
// returns cluster: string?
// plan: seek ApiKey.key
UNWIND $keys AS key
MATCH (k:ApiKey {key: key})
WHERE k.reasonsJson IS NOT NULL
RETURN k.key AS key, k.reasonsJson AS reasons, k.clusterKey AS cluster
