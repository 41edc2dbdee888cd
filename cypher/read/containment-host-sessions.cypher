// Sessions that an action on hosts from a moment on would cut: those with a contact at or after it, the
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
// plan: seek Host.key
UNWIND $targets AS target
MATCH (x:Host {key: target.key})
CALL (x, target) {
  MATCH (x)<-[r:CALLED]-(s:Session)
  WHERE NOT s.key IN $related
  WITH
    s, r,
    coalesce(s.closedAt, CASE WHEN $asOf - s.lastSeenAt >= $idleMs THEN s.lastSeenAt ELSE $asOf END) AS endedAt,
    target.from AS cutFrom
  // An event without a time may have happened at any moment of its session, or at any at all where that is unknown.
  WHERE any(c IN r.contactAt WHERE cutFrom <= c <= $asOf)
    OR ((r.contactAt IS NULL OR r.untimedEvents IS NOT NULL)
      AND (s.startedAt IS NULL OR (s.startedAt <= $asOf AND s.startedAt <= endedAt AND cutFrom <= endedAt)))
  WITH DISTINCT s ORDER BY coalesce(s.lastSeenAt, 0) DESC, s.key LIMIT $cap
  RETURN count(s) AS sessions, collect(s.key)[..$first] AS firstSessions
}
RETURN x.key AS key, sessions, firstSessions
