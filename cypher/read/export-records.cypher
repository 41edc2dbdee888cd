// Record nodes by key: a page of the export. A payload longer than $wholeLength stays behind, so that a page is bounded.
// param afterKey: string
// param limit: int
// param wholeLength: int
// returns key: string
// returns properties: json
// returns payloadStays: boolean
// plan: order Record.key
MATCH (n:Record)
WHERE n.key > $afterKey
WITH n ORDER BY n.key LIMIT $limit
WITH n, coalesce(size(n.payload) > $wholeLength, false) AS payloadStays
RETURN
  n.key AS key,
  n {.*, payload: CASE WHEN payloadStays THEN null ELSE n.payload END} AS properties,
  payloadStays
ORDER BY n.key
