// Tools by their keys.
// param keys: list<string>
// returns key: string
// plan: seek Tool.key
UNWIND $keys AS key
MATCH (n:Tool {key: key})
RETURN n.key AS key
