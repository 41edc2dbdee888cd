// MCP servers by name. The key is the name.
// param contains: string?
// param startsWith: string?
// param afterName: string?
// param afterKey: string?
// param limit: int
// returns key: string
// returns name: string
// plan: order McpServer.key
MATCH (n:McpServer)
WHERE n.key > coalesce($afterKey, $afterName, '')
  AND ($contains IS NULL OR toLower(n.key) CONTAINS $contains)
  AND ($startsWith IS NULL OR toLower(n.key) STARTS WITH $startsWith)
RETURN n.key AS key, n.key AS name
ORDER BY n.key
LIMIT $limit
