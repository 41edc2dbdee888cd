// A Repository is known by its key.
// plan: any (schema statement)
CREATE CONSTRAINT repository_key IF NOT EXISTS FOR (n:Repository) REQUIRE n.key IS UNIQUE
