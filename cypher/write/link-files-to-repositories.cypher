// Which repository a file is in. A file whose sensitivity is its repository's takes the level that is declared for it,
// and the sessions that touched it wait to be appraised.
// param rows: list<map{file: string, repository: string}>
// param levels: list<string>
// plan: seek File.key
// plan: seek Repository.key
UNWIND $rows AS row
MATCH (file:File {key: row.file})
MATCH (repository:Repository {key: row.repository})
MERGE (file)-[:IN_REPOSITORY]->(repository)
WITH file, repository
WHERE file.takesRepositoryLevel
  AND [i IN range(0, size($levels) - 1) WHERE $levels[i] = repository.sensitivity | i][0]
    > [i IN range(0, size($levels) - 1) WHERE $levels[i] = file.sensitivity | i][0]
SET file.sensitivity = repository.sensitivity
WITH file
MATCH (file)<-[:READ|WROTE]-(s:Session)
SET s.appraisalDue = CASE WHEN s.topLevel THEN true END
WITH s
MATCH (s)<-[:SPAWNED]-(parent:Session)
SET parent.appraisalDue = true
