// Models by their keys.
// param keys: list<string>
// returns key: string
// plan: seek Model.key
UNWIND $keys AS key
MATCH (n:Model {key: key})
RETURN n.key AS key
