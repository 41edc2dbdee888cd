// Entities that no session is related to any more.
// param targets: list<string>
// plan: any (nodes by element id)
MATCH (t)
WHERE elementId(t) IN $targets
  AND NOT EXISTS { (t)<-[:RUN_BY|RAN_ON|USED_KEY|READ|WROTE|CALLED|USED_SERVER|RAN_AS|USED_MODEL|USED_TOOL|IN_REPOSITORY|IN_SANDBOX]-(:Session) }
OPTIONAL MATCH (t)-[:IN_PROJECT]->(project:Project)
DETACH DELETE t
WITH DISTINCT project
WHERE project IS NOT NULL AND NOT EXISTS { (project)<-[:IN_PROJECT]-() }
DELETE project
