// The appraiser keeps its state in one node.
// plan: any (schema statement)
CREATE CONSTRAINT appraisal_state_id IF NOT EXISTS FOR (n:AppraisalState) REQUIRE n.id IS UNIQUE
