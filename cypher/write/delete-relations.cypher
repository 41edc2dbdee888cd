// Relationships that no fact stands behind any more; what they led to is returned, and a key, endpoint
// or host among it waits to be appraised.
// param rows: list<map{session: string, kind: string, target: string}>
// returns target: string
// plan: seek Session.key
UNWIND $rows AS row
MATCH (:Session {key: row.session})-[r:RUN_BY|RAN_ON|USED_KEY|READ|WROTE|CALLED|USED_SERVER|RAN_AS|USED_MODEL|USED_TOOL|IN_REPOSITORY|IN_SANDBOX]->(t)
WHERE type(r) = row.kind AND t.key = row.target
SET t.appraisalDue = CASE WHEN t:ApiKey OR t:Endpoint OR t:Host THEN true END
DELETE r
RETURN DISTINCT elementId(t) AS target
