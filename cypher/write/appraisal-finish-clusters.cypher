// The keys whose place was worked out under a claim wait no longer, unless they changed since, and the claim ends.
// param token: string
// plan: seek ApiKey.clusterDue
// plan: seek AppraisalState.id
MATCH (state:AppraisalState {id: 1})
REMOVE state.clusterClaim
WITH state
MATCH (k:ApiKey)
WHERE k.clusterDue = $token
WITH k ORDER BY k.key
REMOVE k.clusterDue
