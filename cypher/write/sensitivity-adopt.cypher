// Everything that is stored follows from the sensitivity rules of one version.
// param version: string
// plan: seek AppraisalState.id
MATCH (state:AppraisalState {id: 1})
SET state.sensitivityVersion = $version
REMOVE state.sensitivityClaim
