// Endpoints by their keys.
// param keys: list<string>
// returns key: string
// returns name: string
// returns hostName: string?
// returns enrolmentId: string?
// returns addresses: list<string>
// returns identity: string?
// returns trust: string
// plan: seek Endpoint.key
UNWIND $keys AS key
MATCH (n:Endpoint {key: key})
RETURN
  n.key AS key,
  coalesce(n.name, n.hostName, n.key) AS name,
  n.hostName AS hostName,
  n.enrolmentId AS enrolmentId,
  coalesce(n.addresses, []) AS addresses,
  n.identity AS identity,
  coalesce(n.trust, 'UNKNOWN') AS trust
