// Which project sandboxes belong to.
// param rows: list<map{sandbox: string, project: string}>
// plan: seek Sandbox.key
// plan: seek Project.key
UNWIND $rows AS row
MATCH (sandbox:Sandbox {key: row.sandbox})
MATCH (project:Project {key: row.project})
MERGE (sandbox)-[:IN_PROJECT]->(project)
