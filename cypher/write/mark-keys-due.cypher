// The keys that these sessions use wait to be appraised: a session's interval, user or endpoint may have changed.
// Keys are locked in their own order, and last of all in a batch, so that writers who share one wait as little as can be.
// param keys: list<string>
// plan: seek Session.key
UNWIND $keys AS key
MATCH (:Session {key: key})-[:USED_KEY]->(apiKey:ApiKey)
WITH DISTINCT apiKey ORDER BY apiKey.key
SET apiKey.appraisalDue = true
