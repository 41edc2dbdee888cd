// The version of the rules that everything was last marked for.
// returns rulesVersion: int?
// plan: seek AppraisalState.id
MATCH (state:AppraisalState {id: 1})
RETURN state.rulesVersion AS rulesVersion
