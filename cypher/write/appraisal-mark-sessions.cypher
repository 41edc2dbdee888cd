// Sessions that wait to be appraised again.
// param sessions: list<string>
// plan: seek Session.key
UNWIND $sessions AS key
MATCH (s:Session {key: key})
WHERE s.orderAt IS NOT NULL
SET s.appraisalDue = true
