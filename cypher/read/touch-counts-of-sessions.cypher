// How many tools, servers, files and hosts sessions touched, their subagents included, each thing once.
// param keys: list<string>
// returns session: string
// returns tools: int
// returns servers: int
// returns files: int
// returns sensitiveFiles: int
// returns hosts: int
// plan: seek Session.key
UNWIND $keys AS key
MATCH (s:Session {key: key})
CALL (s) {
  MATCH (s)-[:SPAWNED*0..1]->(:Session)-[r:USED_TOOL|USED_SERVER|READ|WROTE|CALLED]->(t)
  WITH DISTINCT t
  RETURN
    count(CASE WHEN t:Tool THEN t END) AS tools,
    count(CASE WHEN t:McpServer THEN t END) AS servers,
    count(CASE WHEN t:File THEN t END) AS files,
    count(CASE WHEN t:File AND t.sensitivity IN ['HIGH', 'CRITICAL'] THEN t END) AS sensitiveFiles,
    count(CASE WHEN t:Host THEN t END) AS hosts
}
RETURN key AS session, tools, servers, files, sensitiveFiles, hosts
