// A ApiKey is known by its key.
// plan: any (schema statement)
CREATE CONSTRAINT api_key_key IF NOT EXISTS FOR (n:ApiKey) REQUIRE n.key IS UNIQUE
