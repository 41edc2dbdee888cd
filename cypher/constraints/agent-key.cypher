// A Agent is known by its key.
// plan: any (schema statement)
CREATE CONSTRAINT agent_key IF NOT EXISTS FOR (n:Agent) REQUIRE n.key IS UNIQUE
