// A Record is known by its key.
// plan: any (schema statement)
CREATE CONSTRAINT record_key IF NOT EXISTS FOR (n:Record) REQUIRE n.key IS UNIQUE
