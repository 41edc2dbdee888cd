// Claims the working-out of the clusters, with all that waits for it, also from a claim that was not finished.
// param token: string
// returns claimed: int
// plan: seek AppraisalState.id
// plan: seek ApiKey.clusterDue
// plan: seek KeyCluster.appraisalDue
MERGE (state:AppraisalState {id: 1})
SET state.clusterClaim = $token
WITH state
CALL (state) {
  MATCH (c:KeyCluster)
  WHERE c.appraisalDue = true OR c.appraisalDue >= ''
  WITH c ORDER BY c.key
  SET c.appraisalDue = $token
  RETURN count(c) AS clusters
}
CALL (state) {
  MATCH (k:ApiKey)
  WHERE k.clusterDue = true OR k.clusterDue >= ''
  WITH k ORDER BY k.key
  SET k.clusterDue = $token
  RETURN count(k) AS keys
}
RETURN clusters + keys AS claimed
