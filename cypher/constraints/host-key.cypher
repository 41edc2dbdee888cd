// A Host is known by its key.
// plan: any (schema statement)
CREATE CONSTRAINT host_key IF NOT EXISTS FOR (n:Host) REQUIRE n.key IS UNIQUE
