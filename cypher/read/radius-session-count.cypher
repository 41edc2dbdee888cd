// How many sessions the graph holds, subagents included.
// returns sessions: int
// plan: any, answered from the count store
MATCH (s:Session)
RETURN count(s) AS sessions
