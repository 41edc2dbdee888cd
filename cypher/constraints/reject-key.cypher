// A Reject is known by its key.
// plan: any (schema statement)
CREATE CONSTRAINT reject_key IF NOT EXISTS FOR (n:Reject) REQUIRE n.key IS UNIQUE
