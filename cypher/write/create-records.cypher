// New records of facts: who saw it, when it came, the raw payload, and what was read from it.
// param rows: list<map{event: string, key: string, source: string, receivedAt: instant, payload: string?, facets: string}>
// plan: seek Event.key
UNWIND $rows AS row
MATCH (e:Event {key: row.event})
CREATE (e)-[:HAS_RECORD]->(:Record {
  key: row.key,
  source: row.source,
  receivedAt: row.receivedAt,
  payload: row.payload,
  facets: row.facets
})
