// Repositories by their keys.
// param keys: list<string>
// returns key: string
// returns name: string
// returns remote: string?
// returns root: string?
// returns sensitivity: string?
// plan: seek Repository.key
UNWIND $keys AS key
MATCH (n:Repository {key: key})
RETURN
  n.key AS key,
  coalesce(n.name, n.remote, n.root, n.key) AS name,
  n.remote AS remote,
  n.root AS root,
  n.sensitivity AS sensitivity
