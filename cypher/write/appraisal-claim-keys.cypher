// Claims keys that wait to be appraised: the mark becomes the claim's token. Whoever touches a key meanwhile sets the
// mark anew, so that the claim can tell. The write before the filter takes the node's lock.
// param token: string
// param limit: int
// returns key: string
// plan: seek ApiKey.appraisalDue
MATCH (k:ApiKey)
WHERE k.appraisalDue = true
WITH k LIMIT $limit
WITH k ORDER BY k.key
SET k.hintOnly = k.hintOnly
WITH k
WHERE k.appraisalDue = true
SET k.appraisalDue = $token
RETURN k.key AS key
