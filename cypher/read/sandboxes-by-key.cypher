// Sandboxes by their keys, each with the project that it belongs to.
// param keys: list<string>
// returns key: string
// returns name: string
// returns project: string?
// plan: seek Sandbox.key
UNWIND $keys AS key
MATCH (n:Sandbox {key: key})
RETURN n.key AS key, coalesce(n.name, n.key) AS name, n.project AS project
