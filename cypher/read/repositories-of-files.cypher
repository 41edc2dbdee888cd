// The repository of each file that is in one.
// param keys: list<string>
// returns file: string
// returns repository: string
// plan: seek File.key
UNWIND $keys AS key
MATCH (f:File {key: key})-[:IN_REPOSITORY]->(r:Repository)
RETURN f.key AS file, r.key AS repository
ORDER BY file, repository
