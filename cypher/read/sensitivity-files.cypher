// One page of files in the order of their keys, with what is stored of how sensitive they and their repositories are.
// param after: string
// param limit: int
// returns key: string
// returns path: string
// returns sensitivity: string?
// returns pathSensitivity: string?
// returns sensitivityRule: string?
// returns sensitivityMatched: string?
// returns takesRepositoryLevel: boolean?
// returns inRepository: boolean
// returns repositorySensitivity: string?
// plan: order File.key
MATCH (file:File)
WHERE file.key > $after
WITH file
ORDER BY file.key
LIMIT $limit
OPTIONAL MATCH (file)-[:IN_REPOSITORY]->(repository:Repository)
RETURN
  file.key AS key,
  file.path AS path,
  file.sensitivity AS sensitivity,
  file.pathSensitivity AS pathSensitivity,
  file.sensitivityRule AS sensitivityRule,
  file.sensitivityMatched AS sensitivityMatched,
  file.takesRepositoryLevel AS takesRepositoryLevel,
  repository IS NOT NULL AS inRepository,
  repository.sensitivity AS repositorySensitivity
ORDER BY file.key
