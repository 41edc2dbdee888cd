// Projects by their keys.
// param keys: list<string>
// returns key: string
// plan: seek Project.key
UNWIND $keys AS key
MATCH (n:Project {key: key})
RETURN n.key AS key
