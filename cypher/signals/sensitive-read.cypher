// Sessions that read or wrote a file of level HIGH or CRITICAL, themselves or by a subagent.
// code: SENSITIVE_READ
// title: Sensitive file touched
// question: Did it read or write files that are worth protecting?
// points: HIGH 20, CRITICAL 30
// kind: SCOPE
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
MATCH (:Session {key: session})-[:SPAWNED*0..1]->(:Session)-[touch:READ|WROTE]->(file:File)
WHERE file.sensitivity IN ['HIGH', 'CRITICAL']
WITH
  session,
  file,
  touch,
  CASE file.sensitivity WHEN 'CRITICAL' THEN 30 ELSE 20 END AS points,
  coalesce(touch.contactEvents[0], touch.untimedEvents[0]) AS event
ORDER BY session, points DESC, touch.contactAt[0], file.key, event, type(touch)
WITH
  session,
  count(DISTINCT file) AS files,
  collect({
    points: points,
    event: event,
    entity: 'File:' + file.key,
    path: file.path,
    level: file.sensitivity,
    verb: CASE type(touch) WHEN 'READ' THEN 'Read' ELSE 'Wrote' END,
    isSure: touch.confidence = 'HIGH'
  }) AS touches
WITH session, files, touches, touches[0] AS worst, touches[..20] AS cited
RETURN
  session,
  worst.points AS points,
  CASE
    WHEN any(touch IN touches WHERE touch.points = worst.points AND touch.isSure) THEN 'OBSERVED'
    ELSE 'INFERRED'
  END AS basis,
  reduce(found = [], touch IN cited |
    CASE WHEN touch.event IS NULL OR touch.event IN found THEN found ELSE found + touch.event END
  ) AS evidence,
  reduce(found = [], touch IN cited | CASE WHEN touch.entity IN found THEN found ELSE found + touch.entity END) AS entities,
  worst.verb + ' ' + worst.path + ' (' + worst.level + ')'
    + CASE files WHEN 1 THEN '.' WHEN 2 THEN ' and 1 more sensitive file.' ELSE ' and ' + (files - 1) + ' more sensitive files.' END
    AS detail
