// What sessions on endpoints are appraised with.
// param rows: list<map{key: string, trust: string, usualUser: string?, usualForSelf: boolean, usualForOthers: boolean}>
// plan: seek Endpoint.key
UNWIND $rows AS row
MATCH (e:Endpoint {key: row.key})
SET
  e.trust = row.trust,
  e.usualUser = row.usualUser,
  e.usualForSelf = row.usualForSelf,
  e.usualForOthers = row.usualForOthers
