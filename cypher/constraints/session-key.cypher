// A Session is known by its key.
// plan: any (schema statement)
CREATE CONSTRAINT session_key IF NOT EXISTS FOR (n:Session) REQUIRE n.key IS UNIQUE
