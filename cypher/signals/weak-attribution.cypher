// Sessions whose user is in doubt or unknown, by the attribution that stands on them.
// code: WEAK_ATTRIBUTION
// title: Weak attribution
// question: Do we know who ran it?
// points: LOW 15, UNKNOWN 40
// kind: TRUST
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
MATCH (s:Session {key: session})
WHERE s.trustLevel IN ['LOW', 'UNKNOWN']
CALL (s) {
  OPTIONAL MATCH (s)-[:SPAWNED*0..1]->(:Session)-[known:RUN_BY|RAN_ON]->(who:User|Endpoint)
  WITH known, who
  ORDER BY type(known) DESC, known.firstAt, who.key, known.firstEvent, known.untimedEvents[0]
  RETURN
    collect(DISTINCT CASE type(known) WHEN 'RUN_BY' THEN 'User:' ELSE 'Endpoint:' END + who.key)[..20] AS entities,
    collect(DISTINCT coalesce(known.firstEvent, known.untimedEvents[0]))[..20] AS evidence
}
RETURN
  session,
  CASE s.trustLevel WHEN 'UNKNOWN' THEN 40 ELSE 15 END AS points,
  CASE s.trustLevel WHEN 'UNKNOWN' THEN 'NO_EVIDENCE' ELSE 'INFERRED' END AS basis,
  evidence,
  entities,
  CASE s.trustLevel
    WHEN 'UNKNOWN' THEN 'No user is known, although its source reports users.'
    ELSE 'What is known of its user is weak: attribution score ' + s.attributionScore + ' of 100.'
  END AS detail
