// Agent nodes whole, by key: a page of the export.
// param afterKey: string
// param limit: int
// returns key: string
// returns properties: json
// plan: order Agent.key
MATCH (n:Agent)
WHERE n.key > $afterKey
RETURN n.key AS key, properties(n) AS properties
ORDER BY n.key
LIMIT $limit
