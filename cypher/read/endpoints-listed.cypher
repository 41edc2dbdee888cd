// Endpoints by name.
// param contains: string?
// param startsWith: string?
// param afterName: string?
// param afterKey: string?
// param limit: int
// returns key: string
// returns name: string
// plan: scan Endpoint
MATCH (n:Endpoint)
WITH n, coalesce(n.name, n.hostName, n.key) AS name
WHERE ($contains IS NULL OR toLower(name) CONTAINS $contains)
  AND ($startsWith IS NULL OR toLower(name) STARTS WITH $startsWith)
  AND ($afterName IS NULL OR name > $afterName OR (name = $afterName AND n.key > $afterKey))
RETURN n.key AS key, name
ORDER BY name, key
LIMIT $limit
