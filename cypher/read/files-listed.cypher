// Files by path.
// param contains: string?
// param startsWith: string?
// param afterName: string?
// param afterKey: string?
// param limit: int
// returns key: string
// returns name: string
// plan: order File.path, key
MATCH (n:File)
WHERE n.path >= coalesce($afterName, '')
  AND n.key IS NOT NULL
  AND ($afterName IS NULL OR n.path <> $afterName OR n.key > $afterKey)
  AND ($contains IS NULL OR toLower(n.path) CONTAINS $contains)
  AND ($startsWith IS NULL OR toLower(n.path) STARTS WITH $startsWith)
RETURN n.key AS key, n.path AS name
ORDER BY n.path, n.key
LIMIT $limit
