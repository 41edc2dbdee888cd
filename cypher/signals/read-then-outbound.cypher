// Sessions that read a sensitive file and called an external host within ten minutes. A call at the same instant
// counts; git traffic to the repository's own remote does not, and events without a time cannot hold a sequence.
// code: READ_THEN_OUTBOUND
// title: Sensitive read, then an outbound call
// question: Could sensitive content have left the company?
// points: 40
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
CALL (session) {
  MATCH (:Session {key: session})-[:SPAWNED*0..1]->(:Session)-[read:READ]->(file:File)
  WHERE file.sensitivity IN ['HIGH', 'CRITICAL']
  UNWIND range(0, coalesce(size(read.contactAt), 0) - 1) AS i
  RETURN
    collect({
      at: read.contactAt[i],
      event: read.contactEvents[i],
      place: 0,
      entity: 'File:' + file.key,
      name: file.path,
      isSure: read.confidence = 'HIGH'
    }) AS reads
}
WITH session, reads
WHERE size(reads) > 0
CALL (session) {
  MATCH (:Session {key: session})-[:SPAWNED*0..1]->(:Session)-[call:CALLED]->(host:Host)
  WHERE coalesce(host.reach, 'EXTERNAL') = 'EXTERNAL'
  UNWIND range(0, coalesce(size(call.contactAt), 0) - 1) AS i
  WITH call, host, i
  WHERE NOT call.contactAt[i] IN coalesce(call.gitOnlyAt, [])
  RETURN
    collect({
      at: call.contactAt[i],
      event: call.contactEvents[i],
      place: 1,
      entity: 'Host:' + host.key,
      name: host.name,
      isSure: call.confidence = 'HIGH' AND host.reach IS NOT NULL
    }) AS calls
}
WITH session, reads, calls
WHERE size(calls) > 0
UNWIND reads + calls AS contact
WITH session, contact
ORDER BY session, contact.at, contact.place, contact.event, contact.entity
WITH session, collect(contact) AS contacts
// The latest read before a call is the nearest: if that is too long ago, so is every other.
WITH
  session,
  reduce(found = {read: null, call: null}, contact IN contacts |
    CASE
      WHEN found.call IS NOT NULL THEN found
      WHEN contact.place = 0 THEN {read: contact, call: null}
      WHEN found.read IS NOT NULL AND contact.at - found.read.at <= 600000 THEN {read: found.read, call: contact}
      ELSE found
    END
  ) AS found
WHERE found.call IS NOT NULL
RETURN
  session,
  40 AS points,
  CASE WHEN found.read.isSure AND found.call.isSure THEN 'OBSERVED' ELSE 'INFERRED' END AS basis,
  CASE found.read.event WHEN found.call.event THEN [found.call.event] ELSE [found.read.event, found.call.event] END AS evidence,
  [found.read.entity, found.call.entity] AS entities,
  'Read ' + found.read.name + ' and called ' + found.call.name + ' '
    + ((found.call.at - found.read.at) / 1000) + ' s later.' AS detail
