// A McpServer is known by its key.
// plan: any (schema statement)
CREATE CONSTRAINT mcp_server_key IF NOT EXISTS FOR (n:McpServer) REQUIRE n.key IS UNIQUE
