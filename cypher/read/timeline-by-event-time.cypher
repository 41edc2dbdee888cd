// Events of sessions in event time, oldest first; untimed ones stand at their receipt. A page per session.
// param keys: list<string>
// param types: list<string>
// param afterAt: instant
// param afterKey: string?
// param limit: int
// returns session: string
// returns key: string
// returns orderAt: instant
// plan: seek Event.sessionKey, orderAt, key
// plan: order Event.sessionKey, orderAt, key
UNWIND $keys AS session
CALL (session) {
  MATCH (e:Event)
  WHERE e.sessionKey = session
    AND e.orderAt >= $afterAt
    AND e.key IS NOT NULL
    AND ($afterKey IS NULL OR e.orderAt > $afterAt OR e.key > $afterKey)
    AND (size($types) = 0 OR e.type IN $types)
  RETURN e.key AS key, e.orderAt AS orderAt
  ORDER BY e.sessionKey, e.orderAt, e.key
  LIMIT $limit
}
RETURN session, key, orderAt
