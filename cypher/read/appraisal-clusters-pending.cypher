// Whether keys or clusters wait for the clusters to be worked out.
// returns pending: boolean
// plan: seek ApiKey.clusterDue
// plan: seek KeyCluster.appraisalDue
CALL () {
  MATCH (k:ApiKey)
  WHERE k.clusterDue = true OR k.clusterDue >= ''
  WITH k LIMIT 1
  RETURN count(k) AS keys
}
CALL () {
  MATCH (c:KeyCluster)
  WHERE c.appraisalDue = true OR c.appraisalDue >= ''
  WITH c LIMIT 1
  RETURN count(c) AS clusters
}
RETURN keys + clusters > 0 AS pending
