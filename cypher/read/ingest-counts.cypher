// What has been taken in, from the database's own counters, and what waits to be appraised.
// returns sessions: int
// returns events: int
// returns records: int
// returns rejects: int
// returns sessionsDue: int
// plan: any (store counts, and the few sessions that are due)
RETURN
  COUNT { (:Session) } AS sessions,
  COUNT { (:Event) } AS events,
  COUNT { (:Record) } AS records,
  COUNT { (:Reject) } AS rejects,
  COUNT { MATCH (s:Session) WHERE s.appraisalDue = true } AS sessionsDue
