// Keys with the same hint.
// plan: any (schema statement)
CREATE INDEX api_key_hint IF NOT EXISTS FOR (n:ApiKey) ON (n.hint)
