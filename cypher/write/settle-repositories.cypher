// What is known of repositories once facts about them have changed: the root folders that their sessions still show, the
// highest of the level by the organisation's rules and those that their sessions still show, and the level of the files
// that take it. Sessions of files whose level changes wait to be appraised.
// param keys: list<string>
// param levels: list<string>
// plan: seek Repository.key
UNWIND $keys AS key
MATCH (n:Repository {key: key})
CALL (n) {
  MATCH (n)<-[r:IN_REPOSITORY]-(:Session)
  UNWIND r.roots AS root
  WITH DISTINCT root ORDER BY root
  RETURN collect(root) AS roots
}
CALL (n) {
  MATCH (n)<-[r:IN_REPOSITORY]-(:Session)
  RETURN max([i IN range(0, size($levels) - 1) WHERE $levels[i] = r.sensitivity | i][0]) AS declared
}
WITH n, roots, declared, [i IN range(0, size($levels) - 1) WHERE $levels[i] = n.ruleSensitivity | i][0] AS ruled
WITH n, roots, CASE WHEN ruled > coalesce(declared, -1) THEN ruled ELSE declared END AS level
SET n.roots = CASE WHEN size(roots) > 0 THEN roots END, n.sensitivity = $levels[level]
WITH n, level
MATCH (file:File)-[:IN_REPOSITORY]->(n)
WHERE file.takesRepositoryLevel
WITH file, level, [i IN range(0, size($levels) - 1) WHERE $levels[i] = file.pathSensitivity | i][0] AS own
WITH file, $levels[CASE WHEN level > own THEN level ELSE own END] AS taken
WHERE file.sensitivity <> taken
SET file.sensitivity = taken
WITH file
MATCH (file)<-[:READ|WROTE]-(s:Session)
SET s.appraisalDue = CASE WHEN s.topLevel THEN true END
WITH s
MATCH (s)<-[:SPAWNED]-(parent:Session)
SET parent.appraisalDue = true
