// The endpoints and hosts that sessions are related to, themselves or by a subagent: what they are appraised by besides
// their own events.
// param sessions: list<string>
// returns label: string
// returns keys: list<string>
// plan: seek Session.key
UNWIND $sessions AS session
MATCH (:Session {key: session})-[:SPAWNED*0..1]->(:Session)-[:RAN_ON|CALLED]->(near:Endpoint|Host)
WITH DISTINCT near
RETURN CASE WHEN near:Endpoint THEN 'Endpoint' ELSE 'Host' END AS label, collect(near.key) AS keys
