// Projects as the organisation names them.
// param rows: list<map{key: string, name: string}>
// plan: seek Project.key
UNWIND $rows AS row
MERGE (n:Project {key: row.key})
  ON CREATE SET n.name = row.name
