// Files at this path, within a repository or on an endpoint where one is named.
// param path: string
// param repository: string?
// param endpoint: string?
// returns key: string
// plan: seek File.path, key
MATCH (f:File {path: $path})
WHERE f.key IS NOT NULL
  AND ($repository IS NULL
    OR EXISTS { (f)-[:IN_REPOSITORY]->(r:Repository) WHERE r.name = $repository OR r.remote = $repository })
  AND ($endpoint IS NULL OR EXISTS { MATCH (e:Endpoint {key: f.place}) WHERE e.name = $endpoint })
RETURN f.key AS key
ORDER BY key
LIMIT 100
