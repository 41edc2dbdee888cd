// One page of repositories in the order of their keys, with the level by the organisation's rules as it is stored.
// param after: string
// param limit: int
// returns key: string
// returns remote: string?
// returns ruleSensitivity: string?
// plan: order Repository.key
MATCH (n:Repository)
WHERE n.key > $after
RETURN n.key AS key, n.remote AS remote, n.ruleSensitivity AS ruleSensitivity
ORDER BY n.key
LIMIT $limit
