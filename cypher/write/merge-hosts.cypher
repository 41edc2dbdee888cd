// Hosts that were called. A new one is linked to the endpoints that it is, where name or address says so; an endpoint
// that comes later links itself (link-endpoints-to-hosts), so endpoints are looked through once per new host only.
// param rows: list<map{key: string, name: string, reach: string?}>
// plan: seek Host.key
// plan: scan Endpoint
UNWIND $rows AS row
MERGE (n:Host {key: row.key})
  ON CREATE SET n.name = row.name, n.reach = row.reach, n.unlinked = true
WITH n
WHERE n.unlinked
REMOVE n.unlinked
WITH n
MATCH (e:Endpoint)
WHERE e.key = 'host:' + n.name OR e.key = 'address:' + n.name OR n.name IN e.addresses
MERGE (n)-[is:IS]->(e)
SET is.basis = CASE WHEN e.key = 'host:' + n.name THEN 'NAME' ELSE 'ADDRESS' END
