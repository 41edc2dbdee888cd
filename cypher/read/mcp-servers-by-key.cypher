// MCP servers by their keys.
// param keys: list<string>
// returns key: string
// plan: seek McpServer.key
UNWIND $keys AS key
MATCH (n:McpServer {key: key})
RETURN n.key AS key
