// Sessions related to endpoints and hosts that changed wait to be appraised again, those of one claim aside: they are
// appraised with the change.
// param endpoints: list<string>
// param hosts: list<string>
// param token: string
// plan: seek Endpoint.key
// plan: seek Host.key
// plan: seek Session.key
CALL () {
  UNWIND $endpoints AS key
  MATCH (:Endpoint {key: key})<-[:RAN_ON]-(member:Session)
  RETURN coalesce(member.parentKey, member.key) AS familyKey
  UNION
  UNWIND $hosts AS key
  MATCH (:Host {key: key})<-[:CALLED]-(member:Session)
  RETURN coalesce(member.parentKey, member.key) AS familyKey
}
MATCH (s:Session {key: familyKey})
WHERE s.orderAt IS NOT NULL AND coalesce(s.appraisalDue <> $token, true)
WITH s ORDER BY s.key
SET s.appraisalDue = true
