// A File is known by its key.
// plan: any (schema statement)
CREATE CONSTRAINT file_key IF NOT EXISTS FOR (n:File) REQUIRE n.key IS UNIQUE
