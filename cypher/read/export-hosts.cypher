// Host nodes whole, by key: a page of the export.
// param afterKey: string
// param limit: int
// returns key: string
// returns properties: json
// plan: order Host.key
MATCH (n:Host)
WHERE n.key > $afterKey
RETURN n.key AS key, properties(n) AS properties
ORDER BY n.key
LIMIT $limit
