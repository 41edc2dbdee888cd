// New facts, each with its session. An event that another writer made meanwhile fails on its key: the batch is then read anew.
// param rows: list<map{session: string, key: string, type: string, at: instant?, timeBasis: string, receivedAt: instant, orderAt: instant,
//   summary: string, sources: list<string>, secrets: list<string>, touches: list<string>, tool: string?, server: string?, model: string?, inputTokens: int?,
//   outputTokens: int?, cacheReadTokens: int?, cacheCreationTokens: int?, costMicroUsd: int?, costBasis: string?, isError: boolean?,
//   durationMs: float?, decision: string?}>
// plan: seek Session.key
UNWIND $rows AS row
MATCH (s:Session {key: row.session})
CREATE (s)-[:HAS_EVENT]->(e:Event {
  key: row.key,
  sessionKey: row.session,
  type: row.type,
  at: row.at,
  timeBasis: row.timeBasis,
  receivedAt: row.receivedAt,
  orderAt: row.orderAt,
  summary: row.summary,
  sources: row.sources,
  secrets: CASE WHEN size(row.secrets) > 0 THEN row.secrets END,
  touches: row.touches,
  tool: row.tool,
  server: row.server,
  model: row.model,
  inputTokens: row.inputTokens,
  outputTokens: row.outputTokens,
  cacheReadTokens: row.cacheReadTokens,
  cacheCreationTokens: row.cacheCreationTokens,
  costMicroUsd: row.costMicroUsd,
  costBasis: row.costBasis,
  isError: row.isError,
  durationMs: row.durationMs,
  decision: row.decision
})
