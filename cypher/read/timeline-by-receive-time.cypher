// Events of sessions in the order in which they were received. A page per session.
// param keys: list<string>
// param types: list<string>
// param afterAt: instant
// param afterKey: string?
// param limit: int
// returns session: string
// returns key: string
// returns orderAt: instant
// plan: seek Event.sessionKey, receivedAt, key
// plan: order Event.sessionKey, receivedAt, key
UNWIND $keys AS session
CALL (session) {
  MATCH (e:Event)
  WHERE e.sessionKey = session
    AND e.receivedAt >= $afterAt
    AND e.key IS NOT NULL
    AND ($afterKey IS NULL OR e.receivedAt > $afterAt OR e.key > $afterKey)
    AND (size($types) = 0 OR e.type IN $types)
  RETURN e.key AS key, e.receivedAt AS orderAt
  ORDER BY e.sessionKey, e.receivedAt, e.key
  LIMIT $limit
}
RETURN session, key, orderAt
