// Whether no session is stored yet.
// returns isEmpty: boolean
// plan: any (the count store answers)
MATCH (s:Session)
WITH count(s) AS sessions
RETURN sessions = 0 AS isEmpty
