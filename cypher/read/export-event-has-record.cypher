// HAS_RECORD relationships from Event to Record whole, by the key of their end, which has one: a page of the export.
// param toKey: string
// param limit: int
// returns from: string
// returns to: string
// returns properties: json
// plan: order Record.key
MATCH (b:Record)
WHERE b.key > $toKey
WITH b ORDER BY b.key
MATCH (a:Event)-[r:HAS_RECORD]->(b)
RETURN a.key AS from, b.key AS to, properties(r) AS properties
ORDER BY b.key
LIMIT $limit
