// How many sessions each file is related to: a session that read and wrote it counts once.
// param files: list<string>
// returns key: string
// returns sessions: int
// plan: seek File.key
UNWIND $files AS key
MATCH (f:File {key: key})
RETURN f.key AS key, COUNT { MATCH (f)<-[:READ|WROTE]-(s:Session) RETURN DISTINCT s } AS sessions
