// MCP servers that sessions used, with every contact.
// param rows: list<map{session: string, target: string, count: int, firstAt: instant?, lastAt: instant?, contactAt: list<instant>,
//   contactEvents: list<string>, untimedEvents: list<string>?}>
// plan: seek Session.key
// plan: seek McpServer.key
UNWIND $rows AS row
MATCH (s:Session {key: row.session})
MATCH (t:McpServer {key: row.target})
MERGE (s)-[r:USED_SERVER]->(t)
SET
  r.count = row.count,
  r.firstAt = row.firstAt,
  r.lastAt = row.lastAt,
  r.contactAt = row.contactAt,
  r.contactEvents = row.contactEvents,
  r.untimedEvents = row.untimedEvents
