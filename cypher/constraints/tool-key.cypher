// A Tool is known by its key.
// plan: any (schema statement)
CREATE CONSTRAINT tool_key IF NOT EXISTS FOR (n:Tool) REQUIRE n.key IS UNIQUE
