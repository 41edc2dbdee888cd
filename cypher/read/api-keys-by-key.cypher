// API keys by their keys: fingerprints and hints, with what is known of their use.
// param keys: list<string>
// returns key: string
// returns fingerprint: string?
// returns hint: string?
// returns hints: list<string>
// returns hintOnly: boolean
// returns firstAt: instant?
// returns lastAt: instant?
// returns sessionCount: int?
// returns sharedFrom: instant?
// plan: seek ApiKey.key
UNWIND $keys AS key
MATCH (n:ApiKey {key: key})
RETURN
  n.key AS key,
  n.fingerprint AS fingerprint,
  n.hint AS hint,
  coalesce(n.hints, CASE WHEN n.hint IS NULL THEN [] ELSE [n.hint] END) AS hints,
  coalesce(n.hintOnly, false) AS hintOnly,
  n.firstAt AS firstAt,
  n.lastAt AS lastAt,
  n.sessionCount AS sessionCount,
  n.sharedFrom AS sharedFrom
