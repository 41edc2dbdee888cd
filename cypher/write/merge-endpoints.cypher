// Machines. The addresses seen with one are kept beside its name.
// param rows: list<map{key: string, identity: string, name: string, enrolmentId: string?, hostName: string?, addresses: list<string>}>
// plan: seek Endpoint.key
UNWIND $rows AS row
MERGE (n:Endpoint {key: row.key})
  ON CREATE SET
    n.identity = row.identity,
    n.name = row.name,
    n.enrolmentId = row.enrolmentId,
    n.hostName = row.hostName,
    n.trust = 'UNKNOWN'
WITH n, row
WHERE any(address IN row.addresses WHERE NOT address IN coalesce(n.addresses, []))
SET n.key = row.key
WITH n, row
CALL (n, row) {
  UNWIND coalesce(n.addresses, []) + row.addresses AS address
  WITH DISTINCT address ORDER BY address
  RETURN collect(address) AS addresses
}
SET n.addresses = addresses
