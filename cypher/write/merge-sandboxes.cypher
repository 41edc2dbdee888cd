// Sandboxes as the organisation names them, by project.
// param rows: list<map{key: string, name: string, project: string?}>
// plan: seek Sandbox.key
UNWIND $rows AS row
MERGE (n:Sandbox {key: row.key})
  ON CREATE SET n.name = row.name, n.project = row.project
