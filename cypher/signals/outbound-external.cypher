// Sessions that called a host outside the company and its providers. A host that is related to five sessions or fewer
// is rare; a session counts once with its subagents.
// code: OUTBOUND_EXTERNAL
// title: External host called
// question: Did it reach outside the company, and to somewhere unusual?
// points: 5, rare host 15
// kind: BOUNDARY
// axis: BOTH
// version: 1
// param sessions: list<string>
// returns session: string
// returns points: int
// returns basis: string
// returns evidence: list<string>
// returns entities: list<string>
// returns detail: string
// plan: seek Session.key
UNWIND $sessions AS session
MATCH (:Session {key: session})-[:SPAWNED*0..1]->(:Session)-[call:CALLED]->(host:Host)
WHERE coalesce(host.reach, 'EXTERNAL') = 'EXTERNAL'
CALL (host) {
  MATCH (host)<-[:CALLED]-(caller:Session)
  WITH DISTINCT coalesce(caller.parentKey, caller.key) AS callerKey
  LIMIT 6
  RETURN count(callerKey) AS callers
}
WITH
  session,
  call,
  host,
  CASE WHEN callers <= 5 THEN 15 ELSE 5 END AS points,
  coalesce(call.contactEvents[0], call.untimedEvents[0]) AS event
ORDER BY session, points DESC, call.contactAt[0], host.key, event
WITH
  session,
  count(DISTINCT host) AS hosts,
  collect({
    points: points,
    event: event,
    entity: 'Host:' + host.key,
    name: host.name,
    isSure: call.confidence = 'HIGH' AND host.reach IS NOT NULL
  }) AS calls
WITH session, hosts, calls, calls[0] AS worst, calls[..20] AS cited
RETURN
  session,
  worst.points AS points,
  CASE WHEN any(call IN calls WHERE call.points = worst.points AND call.isSure) THEN 'OBSERVED' ELSE 'INFERRED' END AS basis,
  reduce(found = [], call IN cited |
    CASE WHEN call.event IS NULL OR call.event IN found THEN found ELSE found + call.event END
  ) AS evidence,
  reduce(found = [], call IN cited | CASE WHEN call.entity IN found THEN found ELSE found + call.entity END) AS entities,
  'Called ' + worst.name + CASE worst.points WHEN 15 THEN ', which few sessions call' ELSE '' END
    + CASE hosts WHEN 1 THEN '.' WHEN 2 THEN ' and 1 more external host.' ELSE ' and ' + (hosts - 1) + ' more external hosts.' END
    AS detail
