// The clusters of the keys that these sessions use wait to be rolled up again.
// param sessions: list<string>
// plan: seek Session.key
UNWIND $sessions AS session
MATCH (:Session {key: session})-[:SPAWNED*0..1]->(:Session)-[:USED_KEY]->(:ApiKey)-[:IN_CLUSTER]->(c:KeyCluster)
WITH DISTINCT c ORDER BY c.key
SET c.appraisalDue = true
