// Repositories by remote, else by root folder. The level is the highest of the one that the organisation's rules give
// its remote and those that events declare; it only rises here, and files that take it rise with it.
// param rows: list<map{key: string, name: string, remote: string?, root: string?, ruleSensitivity: string?,
//   sensitivity: string?, roots: list<string>}>
// param levels: list<string>
// plan: seek Repository.key
UNWIND $rows AS row
MERGE (n:Repository {key: row.key})
  ON CREATE SET
    n.name = row.name,
    n.remote = row.remote,
    n.root = row.root,
    n.ruleSensitivity = row.ruleSensitivity,
    n.sensitivity = row.ruleSensitivity
WITH n, row
CALL (n, row) {
  WITH n, row
  WHERE any(root IN row.roots WHERE NOT root IN coalesce(n.roots, []))
  SET n.key = row.key
  WITH n, row
  UNWIND coalesce(n.roots, []) + row.roots AS root
  WITH DISTINCT n, root ORDER BY root
  WITH n, collect(root) AS roots
  SET n.roots = roots
}
WITH n, row, [i IN range(0, size($levels) - 1) WHERE $levels[i] = row.sensitivity | i][0] AS level
WHERE level > coalesce([i IN range(0, size($levels) - 1) WHERE $levels[i] = n.sensitivity | i][0], -1)
// Another writer may be raising it: the first write takes the node's lock, and the level is looked at again.
SET n.key = row.key
WITH n, row, level
WHERE level > coalesce([i IN range(0, size($levels) - 1) WHERE $levels[i] = n.sensitivity | i][0], -1)
SET n.sensitivity = row.sensitivity
WITH n, level
MATCH (file:File)-[:IN_REPOSITORY]->(n)
WHERE file.takesRepositoryLevel
  AND [i IN range(0, size($levels) - 1) WHERE $levels[i] = file.sensitivity | i][0] < level
SET file.sensitivity = n.sensitivity
WITH file
MATCH (file)<-[:READ|WROTE]-(s:Session)
SET s.appraisalDue = CASE WHEN s.topLevel THEN true END
WITH s
MATCH (s)<-[:SPAWNED]-(parent:Session)
SET parent.appraisalDue = true
