// One page of hosts in the order of their keys, with where they are as it is stored.
// param after: string
// param limit: int
// returns key: string
// returns name: string
// returns reach: string?
// plan: order Host.key
MATCH (n:Host)
WHERE n.key > $after
RETURN n.key AS key, n.name AS name, n.reach AS reach
ORDER BY n.key
LIMIT $limit
