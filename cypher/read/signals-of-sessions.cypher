// The signals that sessions raised, the weightiest first.
// param keys: list<string>
// returns session: string
// returns signal: string
// returns code: string
// plan: seek Session.key
UNWIND $keys AS key
MATCH (s:Session {key: key})-[:RAISED]->(n:Signal)
RETURN s.key AS session, n.key AS signal, n.code AS code
ORDER BY session, n.points DESC, code
