// A Sandbox is known by its key.
// plan: any (schema statement)
CREATE CONSTRAINT sandbox_key IF NOT EXISTS FOR (n:Sandbox) REQUIRE n.key IS UNIQUE
