// Endpoints by host name or by an address; exactly one of the two is given.
// param hostName: string?
// param address: string?
// returns key: string
// plan: scan Endpoint
MATCH (e:Endpoint)
WHERE toLower(e.hostName) = $hostName OR $address IN e.addresses
RETURN e.key AS key
ORDER BY key
LIMIT 100
