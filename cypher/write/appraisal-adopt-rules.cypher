// The version of the rules that everything is marked for.
// param rulesVersion: int
// plan: seek AppraisalState.id
MERGE (state:AppraisalState {id: 1})
SET state.rulesVersion = $rulesVersion
