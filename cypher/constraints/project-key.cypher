// A Project is known by its key.
// plan: any (schema statement)
CREATE CONSTRAINT project_key IF NOT EXISTS FOR (n:Project) REQUIRE n.key IS UNIQUE
