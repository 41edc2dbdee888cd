// Keys that wait to be appraised again.
// param keys: list<string>
// plan: seek ApiKey.key
UNWIND $keys AS key
MATCH (k:ApiKey {key: key})
SET k.appraisalDue = true
