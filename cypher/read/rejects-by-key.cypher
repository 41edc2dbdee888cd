// Rejects by their keys.
// param keys: list<string>
// returns key: string
// returns source: string
// returns position: string?
// returns code: string
// returns reason: string
// returns excerpt: string
// returns receivedAt: instant
// plan: seek Reject.key
UNWIND $keys AS key
MATCH (r:Reject {key: key})
RETURN
  r.key AS key,
  r.source AS source,
  r.position AS position,
  r.code AS code,
  r.reason AS reason,
  coalesce(r.excerpt, '') AS excerpt,
  r.receivedAt AS receivedAt
