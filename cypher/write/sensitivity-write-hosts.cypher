// Where hosts are by other rules. The sessions that called them wait to be appraised.
// param rows: list<map{key: string, reach: string?}>
// plan: seek Host.key
// plan: seek Session.key
UNWIND $rows AS row
MATCH (host:Host {key: row.key})
SET host.reach = row.reach
WITH host
MATCH (host)<-[:CALLED]-(member:Session)
WITH DISTINCT coalesce(member.parentKey, member.key) AS familyKey
MATCH (s:Session {key: familyKey})
WHERE s.orderAt IS NOT NULL
WITH s ORDER BY s.key
SET s.appraisalDue = true
