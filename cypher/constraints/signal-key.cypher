// A Signal is known by its key.
// plan: any (schema statement)
CREATE CONSTRAINT signal_key IF NOT EXISTS FOR (n:Signal) REQUIRE n.key IS UNIQUE
