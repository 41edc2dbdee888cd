// A Event is known by its key.
// plan: any (schema statement)
CREATE CONSTRAINT event_key IF NOT EXISTS FOR (n:Event) REQUIRE n.key IS UNIQUE
