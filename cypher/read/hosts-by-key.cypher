// Hosts by their keys.
// param keys: list<string>
// returns key: string
// returns reach: string?
// plan: seek Host.key
UNWIND $keys AS key
MATCH (n:Host {key: key})
RETURN n.key AS key, n.reach AS reach
