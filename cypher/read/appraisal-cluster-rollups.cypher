// What the sessions of clusters amount to, each counted once with its subagents.
// param rows: list<map{id: string, keys: list<string>}>
// returns id: string
// returns sessions: int
// returns unknownSessions: int
// returns consequence: int
// returns lastSeenAt: instant?
// plan: seek ApiKey.key
// plan: seek Session.key
UNWIND $rows AS row
CALL (row) {
  UNWIND row.keys AS key
  MATCH (:ApiKey {key: key})<-[:USED_KEY]-(user:Session)
  WITH DISTINCT coalesce(user.parentKey, user.key) AS familyKey
  MATCH (s:Session {key: familyKey})
  RETURN
    count(s) AS sessions,
    sum(CASE WHEN s.trustLevel = 'UNKNOWN' THEN 1 ELSE 0 END) AS unknownSessions,
    coalesce(max(s.consequence), 0) AS consequence,
    max(coalesce(s.closedAt, s.lastSeenAt)) AS lastSeenAt
}
RETURN row.id AS id, sessions, unknownSessions, consequence, lastSeenAt
