// IN_SANDBOX relationships from Session to Sandbox whole, by the keys of their ends: a page of the export.
// The index gives the starts in order, so only the relationships of one start are sorted at a time.
// param fromKey: string
// param toKey: string
// param limit: int
// returns from: string
// returns to: string
// returns properties: json
// plan: seek Session.key
MATCH (a:Session)
WHERE a.key >= $fromKey
WITH a ORDER BY a.key
MATCH (a)-[r:IN_SANDBOX]->(b:Sandbox)
WHERE a.key > $fromKey OR b.key > $toKey
RETURN a.key AS from, b.key AS to, properties(r) AS properties
ORDER BY a.key, b.key
LIMIT $limit
