// API keys by fingerprint, or by hint alone where that is all that is known.
// param rows: list<map{key: string, fingerprint: string?, hint: string?, hintOnly: boolean, hints: list<string>}>
// plan: seek ApiKey.key
UNWIND $rows AS row
MERGE (n:ApiKey {key: row.key})
  ON CREATE SET
    n.fingerprint = row.fingerprint,
    n.hint = row.hint,
    n.hintOnly = row.hintOnly
WITH n, row
WHERE any(hint IN row.hints WHERE NOT hint IN coalesce(n.hints, []))
SET n.key = row.key
WITH n, row
CALL (n, row) {
  UNWIND coalesce(n.hints, []) + row.hints AS hint
  WITH DISTINCT hint ORDER BY hint
  RETURN collect(hint) AS hints
}
SET n.hints = hints, n.hint = hints[0]
