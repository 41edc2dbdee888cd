// Locks endpoints, so that their standing is worked out and written by one appraiser at a time.
// param keys: list<string>
// plan: seek Endpoint.key
UNWIND $keys AS key
MATCH (e:Endpoint {key: key})
SET e.identity = e.identity
