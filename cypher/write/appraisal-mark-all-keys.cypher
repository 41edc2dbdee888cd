// Every key waits to be appraised again.
// plan: scan ApiKey
MATCH (k:ApiKey)
WITH k ORDER BY k.key
SET k.appraisalDue = true
