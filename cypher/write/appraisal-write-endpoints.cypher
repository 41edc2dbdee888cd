// What sessions on endpoints are appraised with.
// param rows: list<map{key: string, trust: string, usualUser: string?, usualForSelf: boolean, usualForOthers: boolean}>
// plan: seek Endpoint.key
UNWIND $rows AS row
MATCH (e:Endpoint {key: row.key})
SET
  e.trust = row.trust,
  e.usualUser = row.usualUser,
  e.usualForSelf = CASE WHEN row.usualForSelf THEN true END,
  e.usualForOthers = CASE WHEN row.usualForOthers THEN true END
