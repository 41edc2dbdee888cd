// Claims sessions that wait to be appraised, the oldest first: see the claim of keys.
// param token: string
// param limit: int
// returns key: string
// plan: seek Session.appraisalDue, orderAt
MATCH (s:Session)
USING INDEX s:Session(appraisalDue, orderAt)
WHERE s.appraisalDue = true AND s.orderAt IS NOT NULL
WITH s ORDER BY s.appraisalDue, s.orderAt LIMIT $limit
WITH s ORDER BY s.key
SET s.product = s.product
WITH s
WHERE s.appraisalDue = true
SET s.appraisalDue = $token
RETURN s.key AS key
