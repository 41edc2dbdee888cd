// IN_CLUSTER relationships from ApiKey to KeyCluster whole, by the keys of their ends: a page of the export.
// The index gives the starts in order, so only the relationships of one start are sorted at a time.
// param fromKey: string
// param toKey: string
// param limit: int
// returns from: string
// returns to: string
// returns properties: json
// plan: seek ApiKey.key
MATCH (a:ApiKey)
WHERE a.key >= $fromKey
WITH a ORDER BY a.key
MATCH (a)-[r:IN_CLUSTER]->(b:KeyCluster)
WHERE a.key > $fromKey OR b.key > $toKey
RETURN a.key AS from, b.key AS to, properties(r) AS properties
ORDER BY a.key, b.key
LIMIT $limit
