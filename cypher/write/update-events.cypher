// Facts that another record has changed: by source precedence they may say something else, or belong elsewhere, now.
// param rows: list<map{session: string, key: string, type: string, at: instant?, timeBasis: string, receivedAt: instant, orderAt: instant,
//   summary: string, sources: list<string>, secrets: list<string>, touches: list<string>, tool: string?, server: string?, model: string?, inputTokens: int?,
//   outputTokens: int?, cacheReadTokens: int?, cacheCreationTokens: int?, costMicroUsd: int?, costBasis: string?, isError: boolean?,
//   durationMs: float?, decision: string?}>
// plan: seek Event.key
// plan: seek Session.key
UNWIND $rows AS row
MATCH (e:Event {key: row.key})
MATCH (:Session)-[had:HAS_EVENT]->(e)
MATCH (s:Session {key: row.session})
DELETE had
CREATE (s)-[:HAS_EVENT]->(e)
SET
  e.sessionKey = row.session,
  e.type = row.type,
  e.at = row.at,
  e.timeBasis = row.timeBasis,
  e.receivedAt = row.receivedAt,
  e.orderAt = row.orderAt,
  e.summary = row.summary,
  e.sources = row.sources,
  e.secrets = CASE WHEN size(row.secrets) > 0 THEN row.secrets END,
  e.touches = row.touches,
  e.tool = row.tool,
  e.server = row.server,
  e.model = row.model,
  e.inputTokens = row.inputTokens,
  e.outputTokens = row.outputTokens,
  e.cacheReadTokens = row.cacheReadTokens,
  e.cacheCreationTokens = row.cacheCreationTokens,
  e.costMicroUsd = row.costMicroUsd,
  e.costBasis = row.costBasis,
  e.isError = row.isError,
  e.durationMs = row.durationMs,
  e.decision = row.decision
