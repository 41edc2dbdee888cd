// Locks hosts, so that their rarity is worked out and written by one appraiser at a time.
// param keys: list<string>
// plan: seek Host.key
UNWIND $keys AS key
MATCH (host:Host {key: key})
SET host.name = host.name
