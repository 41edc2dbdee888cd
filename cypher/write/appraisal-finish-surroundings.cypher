// Endpoints and hosts that were looked at under a claim wait no longer, unless they changed since.
// param token: string
// plan: seek Endpoint.appraisalDue
// plan: seek Host.appraisalDue
CALL () {
  MATCH (e:Endpoint)
  WHERE e.appraisalDue = $token
  RETURN e AS near
  UNION
  MATCH (h:Host)
  WHERE h.appraisalDue = $token
  RETURN h AS near
}
WITH near ORDER BY near.key
REMOVE near.appraisalDue
