// Events by their keys.
// param keys: list<string>
// returns key: string
// returns sessionKey: string
// returns type: string
// returns at: instant?
// returns timeBasis: string
// returns receivedAt: instant
// returns summary: string
// returns sources: list<string>
// returns secrets: list<string>
// returns tool: string?
// returns server: string?
// returns model: string?
// returns inputTokens: int?
// returns outputTokens: int?
// returns cacheReadTokens: int?
// returns cacheCreationTokens: int?
// returns costMicroUsd: int?
// returns costBasis: string?
// returns isError: boolean?
// returns durationMs: float?
// returns decision: string?
// plan: seek Event.key
UNWIND $keys AS key
MATCH (e:Event {key: key})
RETURN
  e.key AS key,
  e.sessionKey AS sessionKey,
  e.type AS type,
  e.at AS at,
  coalesce(e.timeBasis, 'NONE') AS timeBasis,
  e.receivedAt AS receivedAt,
  coalesce(e.summary, '') AS summary,
  coalesce(e.sources, []) AS sources,
  coalesce(e.secrets, []) AS secrets,
  e.tool AS tool,
  e.server AS server,
  e.model AS model,
  e.inputTokens AS inputTokens,
  e.outputTokens AS outputTokens,
  e.cacheReadTokens AS cacheReadTokens,
  e.cacheCreationTokens AS cacheCreationTokens,
  e.costMicroUsd AS costMicroUsd,
  e.costBasis AS costBasis,
  e.isError AS isError,
  e.durationMs AS durationMs,
  e.decision AS decision
