// What the sessions of keys amount to. A mark goes unless the key was touched since it was claimed; nothing is written
// where another appraiser has claimed or finished it. The write before the filter takes the node's lock.
// param token: string
// param rows: list<map{key: string, firstAt: instant?, lastAt: instant?, sessionCount: int, reasons: list<string>,
//   raisedReasons: list<string>, reasonsJson: string, sharedFrom: instant?, users: list<string>, endpoints: list<string>,
//   confidence: string, clustered: boolean, changesClusters: boolean, colliding: list<string>}>
// returns key: string
// plan: seek ApiKey.key
UNWIND $rows AS row
MATCH (k:ApiKey {key: row.key})
SET k.hintOnly = k.hintOnly
WITH k, row
WHERE k.appraisalDue = true OR k.appraisalDue = $token
SET
  k.firstAt = row.firstAt,
  k.lastAt = row.lastAt,
  k.sessionCount = row.sessionCount,
  k.reasons = row.reasons,
  k.raisedReasons = row.raisedReasons,
  k.reasonsJson = row.reasonsJson,
  k.sharedFrom = row.sharedFrom,
  k.users = row.users,
  k.endpoints = row.endpoints,
  k.sharingConfidence = row.confidence,
  k.clustered = row.clustered,
  k.collidesWith = CASE WHEN size(row.colliding) > 0 THEN row.colliding END,
  k.clusterDue = CASE WHEN row.changesClusters OR row.clustered OR k.clusterDue IS NOT NULL THEN true END,
  k.appraisalDue = CASE WHEN k.appraisalDue = $token THEN null ELSE true END
RETURN k.key AS key
