// Which repository a file is in. A file whose sensitivity is its repository's takes the level that is declared for it.
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
