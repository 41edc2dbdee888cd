// Input that could not become an event, kept so that it can be listed. The same reject again changes nothing.
// param rows: list<map{key: string, source: string, position: string?, code: string, reason: string, excerpt: string, receivedAt: instant}>
// returns created: int
// plan: seek Reject.key
UNWIND $rows AS row
MERGE (r:Reject {key: row.key})
  ON CREATE SET
    r.source = row.source,
    r.position = row.position,
    r.code = row.code,
    r.reason = row.reason,
    r.excerpt = row.excerpt,
    r.receivedAt = row.receivedAt,
    r.isNew = true
WITH DISTINCT r, r.isNew AS isNew
REMOVE r.isNew
RETURN count(isNew) AS created
