// Agents by their registered name, or by the product of one that nobody registered.
// param name: string
// returns key: string
// plan: scan Agent
MATCH (a:Agent)
WHERE a.name = $name OR (a.product = $name AND NOT coalesce(a.registered, false))
RETURN a.key AS key
ORDER BY key
LIMIT 100
