// Top-level sessions to which a client gave this id; more than one where products used the same.
// param sessionId: string
// returns key: string
// plan: seek Session.sessionId
MATCH (s:Session {sessionId: $sessionId})
WHERE s.topLevel
RETURN s.key AS key
ORDER BY key
LIMIT 100
