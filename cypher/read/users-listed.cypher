// Users by e-mail address, or account id where they have none.
// param contains: string?
// param startsWith: string?
// param afterName: string?
// param afterKey: string?
// param limit: int
// returns key: string
// returns name: string
// plan: scan User
MATCH (n:User)
WITH n, coalesce(n.email, n.accountId, n.key) AS name
WHERE ($contains IS NULL OR toLower(name) CONTAINS $contains)
  AND ($startsWith IS NULL OR toLower(name) STARTS WITH $startsWith)
  AND ($afterName IS NULL OR name > $afterName OR (name = $afterName AND n.key > $afterKey))
RETURN n.key AS key, name
ORDER BY name, key
LIMIT $limit
