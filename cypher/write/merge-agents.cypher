// Agents as the organisation registers them, or as their product where nobody did.
// param rows: list<map{key: string, name: string, product: string, project: string?, registered: boolean}>
// plan: seek Agent.key
UNWIND $rows AS row
MERGE (n:Agent {key: row.key})
  ON CREATE SET
    n.name = row.name,
    n.product = row.product,
    n.project = row.project,
    n.registered = row.registered
