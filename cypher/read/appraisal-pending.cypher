// How many sessions and keys wait to be appraised, those that an appraiser works at included: their mark is a
// text.
// returns sessions: int
// returns keys: int
// plan: seek Session.appraisalDue
// plan: seek ApiKey.appraisalDue
CALL () {
  MATCH (s:Session)
  WHERE (s.appraisalDue = true OR s.appraisalDue >= '') AND s.orderAt IS NOT NULL
  RETURN count(s) AS sessions
}
CALL () {
  MATCH (k:ApiKey)
  WHERE k.appraisalDue = true OR k.appraisalDue >= ''
  RETURN count(k) AS keys
}
RETURN sessions, keys
