// Whether the sensitivity rules of one version are still those to bring the graph in line with, or have been by another
// process; they are until the transaction ends, because this takes the lock.
// param version: string
// returns held: boolean
// plan: seek AppraisalState.id
MATCH (state:AppraisalState {id: 1})
SET state.id = state.id
RETURN coalesce(coalesce(state.sensitivityClaim, state.sensitivityVersion) = $version, false) AS held
