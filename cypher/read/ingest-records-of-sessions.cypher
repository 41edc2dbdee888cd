// All records of sessions that must be folded again.
// param sessions: list<string>
// returns event: string
// returns record: string
// returns receivedAt: instant
// returns facets: string
// plan: seek Session.key
UNWIND $sessions AS key
MATCH (:Session {key: key})-[:HAS_EVENT]->(e:Event)-[:HAS_RECORD]->(r:Record)
RETURN e.key AS event, r.key AS record, r.receivedAt AS receivedAt, r.facets AS facets
