// What sharing a key does to sessions, on their relationships to it, while the claim or a newer mark stands.
// param token: string
// param rows: list<map{key: string, session: string, codes: list<string>, partners: list<string>, events: list<string>}>
// plan: seek Session.key
UNWIND $rows AS row
MATCH (:Session {key: row.session})-[:SPAWNED*0..1]->(user:Session)
WITH user, row
MATCH (user)-[use:USED_KEY]->(k:ApiKey)
WHERE k.key = row.key AND (k.appraisalDue = true OR k.appraisalDue = $token)
SET
  use.sharingCodes = CASE WHEN size(row.codes) > 0 THEN row.codes END,
  use.sharingPartners = CASE WHEN size(row.codes) > 0 THEN row.partners END,
  use.sharingEvents = CASE WHEN size(row.codes) > 0 THEN row.events END
