// Signals that sessions no longer raise.
// param rows: list<map{session: string, codes: list<string>}>
// plan: seek Session.key
UNWIND $rows AS row
MATCH (:Session {key: row.session})-[:RAISED]->(signal:Signal)
WHERE NOT signal.code IN row.codes
DETACH DELETE signal
