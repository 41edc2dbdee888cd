// Begins to bring what is stored in line with the sensitivity rules of one version, unless it is: a claim that is left
// over tells that somebody began and did not finish. Whoever claims last goes on; the write before the look takes the
// node's lock.
// param version: string
// returns inForce: boolean
// plan: seek AppraisalState.id
MERGE (state:AppraisalState {id: 1})
SET state.id = state.id
WITH state, coalesce(state.sensitivityVersion = $version AND state.sensitivityClaim IS NULL, false) AS inForce
SET state.sensitivityClaim = CASE WHEN inForce THEN null ELSE $version END
RETURN inForce
