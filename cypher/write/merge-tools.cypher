// Tools by name.
// param rows: list<map{key: string, name: string}>
// plan: seek Tool.key
UNWIND $rows AS row
MERGE (n:Tool {key: row.key})
  ON CREATE SET n.name = row.name
