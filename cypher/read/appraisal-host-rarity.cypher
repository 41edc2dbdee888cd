// Hosts whose stored rarity is not what it is now: related to five sessions or fewer, each counted with its subagents.
// param keys: list<string>
// returns key: string
// returns rare: boolean
// returns stored: boolean?
// plan: seek Host.key
UNWIND $keys AS key
MATCH (host:Host {key: key})
CALL (host) {
  MATCH (host)<-[:CALLED]-(caller:Session)
  WITH DISTINCT coalesce(caller.parentKey, caller.key) AS callerKey
  LIMIT 6
  RETURN count(callerKey) AS callers
}
WITH host, callers <= 5 AS rare
WHERE coalesce(host.rare <> rare, true)
RETURN host.key AS key, rare, host.rare AS stored
