// The raw text of records, as it was received.
// param keys: list<string>
// returns key: string
// returns payload: string?
// plan: seek Record.key
UNWIND $keys AS key
MATCH (r:Record {key: key})
RETURN r.key AS key, r.payload AS payload
