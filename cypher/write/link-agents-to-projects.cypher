// Which project agents belong to.
// param rows: list<map{agent: string, project: string}>
// plan: seek Agent.key
// plan: seek Project.key
UNWIND $rows AS row
MATCH (agent:Agent {key: row.agent})
MATCH (project:Project {key: row.project})
MERGE (agent)-[:IN_PROJECT]->(project)
