// HAS_EVENT relationships from Session to Event whole, by the key of their end, which has one: a page of the export.
// param toKey: string
// param limit: int
// returns from: string
// returns to: string
// returns properties: json
// plan: order Event.key
MATCH (b:Event)
WHERE b.key > $toKey
WITH b ORDER BY b.key
MATCH (a:Session)-[r:HAS_EVENT]->(b)
RETURN a.key AS from, b.key AS to, properties(r) AS properties
ORDER BY b.key
LIMIT $limit
