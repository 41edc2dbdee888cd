// Sessions that an action on API keys from a moment on would cut: those with a contact at or after it, the
// related ones aside. At most `cap` are counted; the last seen stand first.
// param targets: list<map{key: string, from: int}>
// param related: list<string>
// param asOf: instant
// param idleMs: int
// param cap: int
// param first: int
// returns key: string
// returns sessions: int
// returns firstSessions: list<string>
// plan: seek ApiKey.key
UNWIND $targets AS target
MATCH (x:ApiKey {key: target.key})
CALL (x, target) {
  MATCH (x)<-[r:USED_KEY]-(s:Session)
  WHERE NOT s.key IN $related
  WITH
    s,
    CASE
      WHEN r.untimedEvents IS NULL AND EXISTS { (s)-[o:USED_KEY]->() WHERE o.firstAt < r.firstAt } THEN r.firstAt
      ELSE s.startedAt
    END AS heldFrom,
    coalesce(s.closedAt, CASE WHEN $asOf - s.lastSeenAt >= $idleMs THEN s.lastSeenAt ELSE $asOf END) AS endedAt,
    target.from AS cutFrom
  WHERE heldFrom IS NULL OR (heldFrom <= $asOf AND heldFrom <= endedAt AND cutFrom <= endedAt)
  WITH s ORDER BY coalesce(s.lastSeenAt, 0) DESC, s.key LIMIT $cap
  RETURN count(s) AS sessions, collect(s.key)[..$first] AS firstSessions
}
RETURN x.key AS key, sessions, firstSessions
