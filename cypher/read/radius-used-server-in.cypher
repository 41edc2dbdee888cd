// One step of the radius, from MCP servers: the sessions that used MCP servers. For each thing reached and each lens the best
// contact that the arrival allows: at sign 1 the earliest at or after it, at -1 the latest at or before it.
// param frontier: list<map{key: string, at: int, rank: int, lenses: list<int>}>
// param sign: int
// param since: int
// param until: int
// param asOf: instant
// param idleMs: int
// param limit: int
// returns key: string
// returns lens: int
// returns at: int
// returns rank: int
// returns relationship: string
// plan: seek McpServer.key
UNWIND $frontier AS row
MATCH (x:McpServer {key: row.key})<-[r:USED_SERVER]-(s:Session)
WITH
  row, s, r, x,
  coalesce(s.closedAt, CASE WHEN $asOf - s.lastSeenAt >= $idleMs THEN s.lastSeenAt ELSE $asOf END) AS endedAt
// An event without a time may have happened at any moment of its session, or at any at all where that is unknown.
WITH
  row, s, r, x,
  CASE $sign
    WHEN 1 THEN head([c IN r.contactAt WHERE c >= row.at])
    ELSE last([c IN r.contactAt WHERE c <= row.at])
  END AS timedAt,
  CASE
    WHEN r.contactAt IS NOT NULL AND r.untimedEvents IS NULL THEN null
    WHEN s.startedAt IS NULL THEN row.at
    WHEN s.startedAt > endedAt THEN null
    WHEN $sign = 1 AND row.at <= endedAt THEN CASE WHEN row.at < s.startedAt THEN s.startedAt ELSE row.at END
    WHEN $sign = -1 AND row.at >= s.startedAt THEN CASE WHEN row.at > endedAt THEN endedAt ELSE row.at END
  END AS untimedAt
WITH
  row, r, s,
  CASE WHEN timedAt IS NULL OR $sign * untimedAt < $sign * timedAt THEN untimedAt ELSE timedAt END AS at
WHERE $since <= at <= $until
UNWIND row.lenses AS lens
WITH s, lens, min([$sign * at, row.rank, elementId(r)]) AS best
ORDER BY best[0]
LIMIT $limit
RETURN
  s.key AS key,
  lens,
  $sign * best[0] AS at,
  best[1] AS rank,
  best[2] AS relationship
