// Top-level sessions by the client's id, whole, by its beginning or by a part of it; exactly one of the three is given.
// The scan is one of the text index.
// param ids: list<string>
// param startsWith: string?
// param contains: string?
// param limit: int
// returns key: string
// plan: seek Session.sessionId
// plan: scan Session
CALL () {
  UNWIND $ids AS id
  MATCH (s:Session {sessionId: id})
  RETURN s
  UNION
  MATCH (s:Session)
  WHERE s.sessionId STARTS WITH $startsWith
  RETURN s
  UNION
  MATCH (s:Session)
  WHERE s.sessionId CONTAINS $contains
  RETURN s
}
WITH s
WHERE s.topLevel = true
RETURN s.key AS key
LIMIT $limit
