// Claims endpoints and hosts that wait to be looked at again, also from a claim that was not finished.
// param token: string
// returns label: string
// returns keys: list<string>
// plan: seek Endpoint.appraisalDue
// plan: seek Host.appraisalDue
CALL () {
  MATCH (e:Endpoint)
  WHERE e.appraisalDue = true OR e.appraisalDue >= ''
  WITH e ORDER BY e.key
  SET e.appraisalDue = $token
  RETURN 'Endpoint' AS label, collect(e.key) AS keys
  UNION
  MATCH (h:Host)
  WHERE h.appraisalDue = true OR h.appraisalDue >= ''
  WITH h ORDER BY h.key
  SET h.appraisalDue = $token
  RETURN 'Host' AS label, collect(h.key) AS keys
}
WITH label, keys
WHERE size(keys) > 0
RETURN label, keys
