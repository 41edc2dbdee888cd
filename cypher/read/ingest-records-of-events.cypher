// The stored records of events, to merge with new ones.
// param events: list<string>
// returns event: string
// returns record: string
// returns receivedAt: instant
// returns facets: string
// plan: seek Event.key
UNWIND $events AS key
MATCH (e:Event {key: key})-[:HAS_RECORD]->(r:Record)
RETURN e.key AS event, r.key AS record, r.receivedAt AS receivedAt, r.facets AS facets
