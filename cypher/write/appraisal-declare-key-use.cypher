// What keys are for, as somebody declared: SERVICE or CI exempts them from what is raised about sharing; null takes the
// declaration back. Who and why are kept. The keys wait to be appraised again, and through them their sessions.
// param rows: list<map{key: string, use: string?, by: string, reason: string, at: instant}>
// returns key: string
// plan: seek ApiKey.key
UNWIND $rows AS row
MATCH (k:ApiKey {key: row.key})
SET
  k.declaredUse = row.use,
  k.declaredUseBy = row.by,
  k.declaredUseReason = row.reason,
  k.declaredUseAt = row.at,
  k.appraisalDue = true
RETURN k.key AS key
