// Repositories by remote or by name; exactly one of the two is given.
// param remote: string?
// param name: string?
// returns key: string
// plan: scan Repository
MATCH (r:Repository)
WHERE r.remote = $remote OR r.name = $name
RETURN r.key AS key
ORDER BY key
LIMIT 100
