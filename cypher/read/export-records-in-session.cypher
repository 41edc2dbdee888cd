// What the events of one session are merged from, in event time: a page of the export.
// A payload longer than $wholeLength stays behind, so that a page is bounded.
// param session: string
// param afterAt: instant
// param afterKey: string
// param limit: int
// param wholeLength: int
// returns session: string
// returns orderAt: instant
// returns event: string
// returns record: string?
// returns receivedAt: instant?
// returns facets: string?
// returns payload: string?
// returns payloadStays: boolean
// plan: order Event.sessionKey, orderAt, key
MATCH (e:Event)
WHERE e.sessionKey = $session
  AND e.orderAt >= $afterAt
  AND e.key IS NOT NULL
  AND (e.orderAt > $afterAt OR e.key > $afterKey)
WITH e ORDER BY e.sessionKey, e.orderAt, e.key LIMIT $limit
OPTIONAL MATCH (e)-[:HAS_RECORD]->(r:Record)
WITH e, r, coalesce(size(r.payload) > $wholeLength, false) AS payloadStays
RETURN
  e.sessionKey AS session,
  e.orderAt AS orderAt,
  e.key AS event,
  r.key AS record,
  r.receivedAt AS receivedAt,
  r.facets AS facets,
  CASE WHEN payloadStays THEN null ELSE r.payload END AS payload,
  payloadStays
ORDER BY session, orderAt, event, record
