// The level of repositories by other rules of the organisation's, and the highest of it and of those that events declare.
// Files take it over on their own (sensitivity-write-files).
// param rows: list<map{key: string, ruleSensitivity: string?}>
// param levels: list<string>
// plan: seek Repository.key
UNWIND $rows AS row
MATCH (n:Repository {key: row.key})
SET n.ruleSensitivity = row.ruleSensitivity
WITH n
CALL (n) {
  MATCH (n)<-[r:IN_REPOSITORY]-(:Session)
  RETURN max([i IN range(0, size($levels) - 1) WHERE $levels[i] = r.sensitivity | i][0]) AS declared
}
WITH n, declared, [i IN range(0, size($levels) - 1) WHERE $levels[i] = n.ruleSensitivity | i][0] AS ruled
SET n.sensitivity = $levels[CASE WHEN ruled > coalesce(declared, -1) THEN ruled ELSE declared END]
