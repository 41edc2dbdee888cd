// What is known of endpoints once facts about them have changed: the addresses that their sessions still show.
// param keys: list<string>
// plan: seek Endpoint.key
UNWIND $keys AS key
MATCH (n:Endpoint {key: key})
CALL (n) {
  MATCH (n)<-[r:RAN_ON]-(:Session)
  UNWIND r.addresses AS value
  WITH DISTINCT value ORDER BY value
  RETURN collect(value) AS addresses
}
SET n.addresses = CASE WHEN size(addresses) > 0 THEN addresses END
WITH n
MATCH (host:Host)-[is:IS]->(n)
WHERE is.basis = 'ADDRESS' AND NOT host.name IN coalesce(n.addresses, [])
DELETE is
