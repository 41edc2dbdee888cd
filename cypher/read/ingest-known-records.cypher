// Which of these events are stored, in which session, with which records.
// param events: list<string>
// returns event: string
// returns session: string
// returns records: list<string>
// plan: seek Event.key
UNWIND $events AS key
MATCH (e:Event {key: key})
RETURN e.key AS event, e.sessionKey AS session, COLLECT { MATCH (e)-[:HAS_RECORD]->(r:Record) RETURN r.key } AS records
