// Gives back claims on keys that ran out, because whoever made them is gone.
// param before: string
// plan: seek ApiKey.appraisalDue
MATCH (k:ApiKey)
WHERE k.appraisalDue < $before
SET k.appraisalDue = true
