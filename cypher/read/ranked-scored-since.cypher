// Whether a session was scored after a moment.
// param since: instant
// returns scored: boolean
// plan: seek Session.appraisedAt
MATCH (s:Session)
WHERE s.appraisedAt > $since
WITH s LIMIT 1
RETURN count(s) > 0 AS scored
