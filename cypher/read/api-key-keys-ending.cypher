// API keys whose hint is this text, or else those whose hint ends with it.
// param hint: string
// returns key: string
// plan: scan ApiKey
MATCH (k:ApiKey)
WHERE k.hint ENDS WITH $hint
WITH collect(k) AS keys
WITH keys, [k IN keys WHERE k.hint = $hint] AS exact
UNWIND CASE WHEN size(exact) > 0 THEN exact ELSE keys END AS k
RETURN k.key AS key
ORDER BY key
LIMIT 100
