// A Model is known by its key.
// plan: any (schema statement)
CREATE CONSTRAINT model_key IF NOT EXISTS FOR (n:Model) REQUIRE n.key IS UNIQUE
