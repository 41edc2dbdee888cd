// Which cluster keys are in, or that they are in none.
// param rows: list<map{key: string, cluster: string?}>
// plan: seek ApiKey.key
// plan: seek KeyCluster.key
UNWIND $rows AS row
MATCH (k:ApiKey {key: row.key})
SET k.clusterKey = row.cluster
WITH k, row
CALL (k, row) {
  OPTIONAL MATCH (k)-[old:IN_CLUSTER]->(c:KeyCluster)
  WHERE coalesce(c.key <> row.cluster, true)
  DELETE old
}
WITH k, row
MATCH (c:KeyCluster {key: row.cluster})
MERGE (k)-[:IN_CLUSTER]->(c)
