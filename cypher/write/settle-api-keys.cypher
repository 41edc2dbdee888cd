// What is known of API keys once facts about them have changed: the hints that their sessions still show.
// param keys: list<string>
// plan: seek ApiKey.key
UNWIND $keys AS key
MATCH (n:ApiKey {key: key})
CALL (n) {
  MATCH (n)<-[r:USED_KEY]-(:Session)
  UNWIND r.hints AS value
  WITH DISTINCT value ORDER BY value
  RETURN collect(value) AS hints
}
SET n.hints = CASE WHEN size(hints) > 0 THEN hints END, n.hint = CASE WHEN n.hintOnly THEN n.hint ELSE hints[0] END
