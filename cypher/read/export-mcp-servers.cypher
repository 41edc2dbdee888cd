// McpServer nodes whole, by key: a page of the export.
// param afterKey: string
// param limit: int
// returns key: string
// returns properties: json
// plan: order McpServer.key
MATCH (n:McpServer)
WHERE n.key > $afterKey
RETURN n.key AS key, properties(n) AS properties
ORDER BY n.key
LIMIT $limit
