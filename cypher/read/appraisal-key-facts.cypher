// What is said of keys themselves, with the other fingerprints that have the same hint.
// param keys: list<string>
// returns key: string
// returns hintOnly: boolean
// returns declaredUse: string?
// returns colliding: list<string>
// returns stored: map{firstAt: instant?, users: list<string>, endpoints: list<string>, confidence: string?, clustered: boolean, reasons: list<string>,
//   colliding: list<string>}
// plan: seek ApiKey.key
// plan: seek ApiKey.hint
UNWIND $keys AS key
MATCH (k:ApiKey {key: key})
RETURN
  k.key AS key,
  coalesce(k.hintOnly, false) AS hintOnly,
  k.declaredUse AS declaredUse,
  COLLECT {
    MATCH (other:ApiKey)
    WHERE other.hint = k.hint AND other.key <> k.key AND other.fingerprint IS NOT NULL AND k.fingerprint IS NOT NULL
    RETURN other.key ORDER BY other.key
  } AS colliding,
  {
    firstAt: k.firstAt,
    users: coalesce(k.users, []),
    endpoints: coalesce(k.endpoints, []),
    confidence: k.sharingConfidence,
    clustered: coalesce(k.clustered, false),
    reasons: coalesce(k.reasons, []),
    colliding: coalesce(k.collidesWith, [])
  } AS stored
