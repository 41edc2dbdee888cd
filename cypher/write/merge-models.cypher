// Models by the provider's name.
// param rows: list<map{key: string, name: string}>
// plan: seek Model.key
UNWIND $rows AS row
MERGE (n:Model {key: row.key})
  ON CREATE SET n.name = row.name
