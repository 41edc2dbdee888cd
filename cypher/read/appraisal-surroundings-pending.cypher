// Whether endpoints or hosts wait to be looked at again.
// returns pending: boolean
// plan: seek Endpoint.appraisalDue
// plan: seek Host.appraisalDue
CALL () {
  MATCH (e:Endpoint)
  WHERE e.appraisalDue = true OR e.appraisalDue >= ''
  WITH e LIMIT 1
  RETURN count(e) AS endpoints
}
CALL () {
  MATCH (h:Host)
  WHERE h.appraisalDue = true OR h.appraisalDue >= ''
  WITH h LIMIT 1
  RETURN count(h) AS hosts
}
RETURN endpoints + hosts > 0 AS pending
