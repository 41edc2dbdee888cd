// Gives back claims on sessions that ran out, because whoever made them is gone.
// param before: string
// plan: seek Session.appraisalDue
MATCH (s:Session)
WHERE s.appraisalDue < $before
SET s.appraisalDue = true
