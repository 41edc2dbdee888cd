// The endpoints that sessions ran on; a session without one is absent.
// param sessions: list<string>
// returns session: string
// returns endpoints: list<string>
// plan: seek Session.key
UNWIND $sessions AS key
MATCH (s:Session {key: key})-[:RAN_ON]->(e:Endpoint)
RETURN s.key AS session, collect(e.key) AS endpoints
