// A User is known by its key.
// plan: any (schema statement)
CREATE CONSTRAINT user_key IF NOT EXISTS FOR (n:User) REQUIRE n.key IS UNIQUE
