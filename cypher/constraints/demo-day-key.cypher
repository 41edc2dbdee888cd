// At most one demo day.
// plan: any (schema statement)
CREATE CONSTRAINT demo_day_key IF NOT EXISTS FOR (n:DemoDay) REQUIRE n.key IS UNIQUE
