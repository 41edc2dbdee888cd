// How widely things are shared: the relationships that join each, those aside that are context only, and the sessions
// that are related to it. A session that read and wrote a file is one.
// param things: list<map{label: string, key: string}>
// returns label: string
// returns key: string
// returns degree: int
// returns sessions: int
// plan: seek User.key
// plan: seek File.key
UNWIND $things AS thing
MATCH (x:User|Endpoint|ApiKey|File|Host|McpServer {key: thing.key})
WHERE thing.label IN labels(x)
WITH
  thing, x,
  COUNT { (x)<-[:RUN_BY]-() } + COUNT { (x)<-[:RAN_ON]-() } + COUNT { (x)<-[:USED_KEY]-() }
    + COUNT { (x)<-[:READ]-() } + COUNT { (x)<-[:WROTE]-() } + COUNT { (x)<-[:CALLED]-() }
    + COUNT { (x)<-[:USED_SERVER]-() } AS degree
RETURN
  thing.label AS label,
  thing.key AS key,
  degree,
  CASE
    WHEN x:File THEN COUNT { MATCH (x)<-[:READ|WROTE]-(s:Session) RETURN DISTINCT s }
    ELSE degree
  END AS sessions
