// RAISED relationships from Session to Signal whole, by the key of their end, which has one: a page of the export.
// param toKey: string
// param limit: int
// returns from: string
// returns to: string
// returns properties: json
// plan: order Signal.key
MATCH (b:Signal)
WHERE b.key > $toKey
WITH b ORDER BY b.key
MATCH (a:Session)-[r:RAISED]->(b)
RETURN a.key AS from, b.key AS to, properties(r) AS properties
ORDER BY b.key
LIMIT $limit
