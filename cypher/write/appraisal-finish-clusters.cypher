// The keys whose place was worked out under a claim wait no longer, unless they changed since.
// param token: string
// plan: seek ApiKey.clusterDue
MATCH (k:ApiKey)
WHERE k.clusterDue = $token
WITH k ORDER BY k.key
REMOVE k.clusterDue
