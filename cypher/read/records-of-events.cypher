// Who reported each event and when it came; without the payloads, which may be large.
// param keys: list<string>
// returns event: string
// returns key: string
// returns source: string
// returns receivedAt: instant
// plan: seek Event.key
UNWIND $keys AS key
MATCH (e:Event {key: key})-[:HAS_RECORD]->(r:Record)
RETURN e.key AS event, r.key AS key, r.source AS source, r.receivedAt AS receivedAt
ORDER BY event, receivedAt, key
