// MCP servers by name.
// param rows: list<map{key: string, name: string}>
// plan: seek McpServer.key
UNWIND $rows AS row
MERGE (n:McpServer {key: row.key})
  ON CREATE SET n.name = row.name
