// How sensitive files are by other rules, or in a repository of another level. The sessions that touched them wait to be
// appraised.
// param rows: list<map{key: string, sensitivity: string, sensitivityRule: string?, sensitivityMatched: string?,
//   takesRepositoryLevel: boolean}>
// param levels: list<string>
// plan: seek File.key
// plan: seek Session.key
UNWIND $rows AS row
MATCH (file:File {key: row.key})
SET
  file.pathSensitivity = row.sensitivity,
  file.sensitivityRule = row.sensitivityRule,
  file.sensitivityMatched = row.sensitivityMatched,
  file.takesRepositoryLevel = row.takesRepositoryLevel
WITH file
OPTIONAL MATCH (file)-[:IN_REPOSITORY]->(repository:Repository)
WITH
  file,
  [i IN range(0, size($levels) - 1) WHERE $levels[i] = file.pathSensitivity | i][0] AS own,
  CASE
    WHEN file.takesRepositoryLevel
      THEN [i IN range(0, size($levels) - 1) WHERE $levels[i] = repository.sensitivity | i][0]
  END AS level
SET file.sensitivity = $levels[CASE WHEN level > own THEN level ELSE own END]
WITH file
MATCH (file)<-[:READ|WROTE]-(member:Session)
WITH DISTINCT coalesce(member.parentKey, member.key) AS familyKey
MATCH (s:Session {key: familyKey})
WHERE s.orderAt IS NOT NULL
WITH s ORDER BY s.key
SET s.appraisalDue = true
