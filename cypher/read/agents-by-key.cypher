// Agents by their keys.
// param keys: list<string>
// returns key: string
// returns name: string
// returns product: string
// returns project: string?
// returns registered: boolean
// plan: seek Agent.key
UNWIND $keys AS key
MATCH (n:Agent {key: key})
RETURN
  n.key AS key,
  coalesce(n.name, n.product, n.key) AS name,
  coalesce(n.product, n.name, n.key) AS product,
  n.project AS project,
  coalesce(n.registered, false) AS registered
