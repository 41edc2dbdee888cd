// Which endpoints sessions called, themselves or by a subagent.
// param sessions: list<string>
// returns session: string
// returns endpoints: list<string>
// plan: seek Session.key
UNWIND $sessions AS session
MATCH (:Session {key: session})-[:SPAWNED*0..1]->(:Session)-[:CALLED]->(:Host)-[:IS]->(endpoint:Endpoint)
RETURN session, collect(DISTINCT endpoint.key) AS endpoints
