// One page of all top-level sessions, in the order of their keys, waits to be appraised again; returns where it ends.
// param after: string
// param limit: int
// returns last: string?
// plan: order Session.key
MATCH (s:Session)
WHERE s.key > $after
WITH s ORDER BY s.key LIMIT $limit
SET s.appraisalDue = CASE WHEN s.topLevel AND s.orderAt IS NOT NULL THEN true ELSE s.appraisalDue END
RETURN max(s.key) AS last
