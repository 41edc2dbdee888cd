// The subagents of sessions, oldest first; a page per session.
// param keys: list<string>
// param afterAt: instant?
// param afterKey: string?
// param limit: int
// returns session: string
// returns target: string
// returns orderAt: instant
// plan: seek Session.key
UNWIND $keys AS key
MATCH (s:Session {key: key})
CALL (s) {
  MATCH (s)-[:SPAWNED]->(child:Session)
  WITH child, coalesce(child.orderAt, 0) AS orderAt
  WHERE $afterKey IS NULL OR orderAt > $afterAt OR (orderAt = $afterAt AND child.key > $afterKey)
  RETURN child.key AS target, orderAt
  ORDER BY orderAt, target
  LIMIT $limit
}
RETURN key AS session, target, orderAt
ORDER BY session, orderAt, target
