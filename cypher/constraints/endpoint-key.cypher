// A Endpoint is known by its key.
// plan: any (schema statement)
CREATE CONSTRAINT endpoint_key IF NOT EXISTS FOR (n:Endpoint) REQUIRE n.key IS UNIQUE
