// The endpoint that a called host is, where its name or address says so.
// param keys: list<string>
// returns host: string
// returns endpoint: string
// plan: seek Host.key
UNWIND $keys AS key
MATCH (h:Host {key: key})-[:IS]->(e:Endpoint)
RETURN h.key AS host, e.key AS endpoint
ORDER BY host, endpoint
