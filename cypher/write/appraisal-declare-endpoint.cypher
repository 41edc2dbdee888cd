// What somebody declared of endpoints: that they are managed, and what they are for (SERVICE or CI exempts what runs on
// them from what is raised about sharing). Null takes a declaration back. Who and why are kept. The sessions on them and
// their keys wait to be appraised again.
// param rows: list<map{key: string, trust: string?, use: string?, by: string, reason: string, at: instant}>
// returns key: string
// plan: seek Endpoint.key
UNWIND $rows AS row
MATCH (e:Endpoint {key: row.key})
SET
  e.declaredTrust = row.trust,
  e.declaredUse = row.use,
  e.declaredBy = row.by,
  e.declaredReason = row.reason,
  e.declaredAt = row.at
WITH e
CALL (e) {
  MATCH (e)<-[:RAN_ON]-(runner:Session)
  WITH DISTINCT coalesce(runner.parentKey, runner.key) AS familyKey
  MATCH (s:Session {key: familyKey})
  WHERE s.orderAt IS NOT NULL
  WITH s ORDER BY s.key
  SET s.appraisalDue = true
}
CALL (e) {
  MATCH (e)<-[:RAN_ON]-(runner:Session)
  WITH DISTINCT coalesce(runner.parentKey, runner.key) AS familyKey
  MATCH (s:Session {key: familyKey})-[:SPAWNED*0..1]->(:Session)-[:USED_KEY]->(k:ApiKey)
  WITH DISTINCT k ORDER BY k.key
  SET k.appraisalDue = true
}
RETURN e.key AS key
