// Hosts that turn out to be an endpoint, by its name or one of its addresses.
// param rows: list<map{key: string, names: list<string>, addresses: list<string>}>
// plan: seek Endpoint.key
// plan: seek Host.key
UNWIND $rows AS row
MATCH (e:Endpoint {key: row.key})
MATCH (n:Host)
WHERE n.key IN row.names + row.addresses
MERGE (n)-[is:IS]->(e)
SET is.basis = CASE WHEN n.key IN row.names THEN 'NAME' ELSE 'ADDRESS' END
