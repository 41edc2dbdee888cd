// How sure it is who sessions were, while the claim or a newer mark stands.
// param token: string
// param rows: list<map{session: string, level: string, score: int, factors: string}>
// plan: seek Session.key
UNWIND $rows AS row
MATCH (s:Session {key: row.session})
SET s.product = s.product
WITH s, row
WHERE s.appraisalDue = true OR s.appraisalDue = $token
SET
  s.trustLevel = row.level,
  s.attributionScore = row.score,
  s.attributionFactors = row.factors
