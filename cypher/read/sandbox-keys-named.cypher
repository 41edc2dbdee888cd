// Sandboxes by name; more than one where projects use the same.
// param name: string
// returns key: string
// plan: scan Sandbox
MATCH (s:Sandbox)
WHERE s.name = $name
RETURN s.key AS key
ORDER BY key
LIMIT 100
