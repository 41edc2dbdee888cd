// How many different secrets were taken out of the records of sessions, those of their subagents included.
// param keys: list<string>
// returns session: string
// returns secrets: int
// plan: seek Session.key
UNWIND $keys AS key
MATCH (s:Session {key: key})
CALL (s) {
  MATCH (s)-[:SPAWNED*0..1]->(:Session)-[:HAS_EVENT]->(e:Event)
  WHERE e.secrets IS NOT NULL
  UNWIND e.secrets AS secret
  RETURN count(DISTINCT split(secret, ' ')[1]) AS secrets
}
RETURN s.key AS session, secrets
