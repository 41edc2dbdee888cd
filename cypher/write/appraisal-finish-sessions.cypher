// What sessions scored. The mark goes unless the session was touched since it was claimed; nothing is written where
// another appraiser has claimed or finished it. The write before the filter takes the node's lock. The clusters of its
// keys wait to be rolled up where the score changed.
// param token: string
// param appraisedAt: instant
// param rulesVersion: int
// param rows: list<map{session: string, consequence: int, urgencyPoints: int, replayPoints: int, trustBoundaryPoints: int,
//   highSignal: boolean, sensitiveTouch: boolean, sharedKey: boolean}>
// returns key: string
// returns changed: boolean
// plan: seek Session.key
UNWIND $rows AS row
MATCH (s:Session {key: row.session})
SET s.product = s.product
WITH s, row
WHERE s.appraisalDue = true OR s.appraisalDue = $token
WITH s, row, coalesce(s.consequence <> row.consequence, true) AS changed
SET
  s.consequence = row.consequence,
  s.urgencyPoints = row.urgencyPoints,
  s.replayPoints = row.replayPoints,
  s.trustBoundaryPoints = row.trustBoundaryPoints,
  s.highSignal = row.highSignal,
  s.sensitiveTouch = row.sensitiveTouch,
  s.sharedKey = row.sharedKey,
  s.consequenceRank = -row.consequence,
  s.replayRank = -row.replayPoints,
  s.recencyRank = -s.orderAt,
  s.rulesVersion = $rulesVersion,
  s.appraisedAt = $appraisedAt,
  s.appraisalDue = CASE WHEN s.appraisalDue = $token THEN null ELSE true END
RETURN s.key AS key, changed
