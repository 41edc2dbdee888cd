// Input that could not become an event, newest first.
// param beforeAt: instant
// param beforeKey: string?
// param limit: int
// returns key: string
// returns source: string
// returns position: string?
// returns code: string
// returns reason: string
// returns excerpt: string
// returns receivedAt: instant
// plan: seek Reject.receivedAt, key
// plan: order Reject.receivedAt, key
MATCH (r:Reject)
WHERE r.receivedAt <= $beforeAt
  AND r.key IS NOT NULL
  AND ($beforeKey IS NULL OR r.receivedAt < $beforeAt OR r.key < $beforeKey)
RETURN
  r.key AS key,
  r.source AS source,
  r.position AS position,
  r.code AS code,
  r.reason AS reason,
  coalesce(r.excerpt, '') AS excerpt,
  r.receivedAt AS receivedAt
ORDER BY r.receivedAt DESC, r.key DESC
LIMIT $limit
