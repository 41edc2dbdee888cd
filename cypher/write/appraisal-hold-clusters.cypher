// Whether a claim on the clusters still stands; it does until the transaction ends, because this takes the lock.
// param token: string
// returns held: boolean
// plan: seek AppraisalState.id
MATCH (state:AppraisalState {id: 1})
SET state.id = state.id
RETURN coalesce(state.clusterClaim = $token, false) AS held
