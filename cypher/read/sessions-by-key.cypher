// Sessions by their keys, with their stored totals. What depends on the moment asked about is computed from these.
// param keys: list<string>
// returns key: string
// returns product: string
// returns sessionId: string
// returns agentId: string?
// returns topLevel: boolean
// returns parentKey: string?
// returns startedAt: instant?
// returns lastSeenAt: instant?
// returns orderAt: instant
// returns finishedAt: instant?
// returns killedAt: instant?
// returns killCause: string?
// returns closedAt: instant?
// returns actor: string
// returns events: int
// returns turns: int
// returns toolCalls: int
// returns distinctTools: int
// returns inputTokens: int
// returns outputTokens: int
// returns cacheReadTokens: int
// returns cacheCreationTokens: int
// returns costMicroUsd: int
// returns reportedRequests: int
// returns estimatedRequests: int
// returns unpricedRequests: int
// returns osAccounts: list<string>
// returns permissionModes: list<string>
// returns highSignal: boolean
// returns sharedKey: boolean
// returns sensitiveTouch: boolean
// plan: seek Session.key
UNWIND $keys AS key
MATCH (s:Session {key: key})
RETURN
  s.key AS key,
  coalesce(s.product, '') AS product,
  s.sessionId AS sessionId,
  s.agentId AS agentId,
  coalesce(s.topLevel, s.parentKey IS NULL) AS topLevel,
  s.parentKey AS parentKey,
  s.startedAt AS startedAt,
  s.lastSeenAt AS lastSeenAt,
  coalesce(s.orderAt, 0) AS orderAt,
  s.finishedAt AS finishedAt,
  s.killedAt AS killedAt,
  s.killCause AS killCause,
  s.closedAt AS closedAt,
  coalesce(s.actor, 'NOT_REPORTED') AS actor,
  coalesce(s.events, 0) AS events,
  coalesce(s.turns, 0) AS turns,
  coalesce(s.toolCalls, 0) AS toolCalls,
  coalesce(s.distinctTools, 0) AS distinctTools,
  coalesce(s.inputTokens, 0) AS inputTokens,
  coalesce(s.outputTokens, 0) AS outputTokens,
  coalesce(s.cacheReadTokens, 0) AS cacheReadTokens,
  coalesce(s.cacheCreationTokens, 0) AS cacheCreationTokens,
  coalesce(s.costMicroUsd, 0) AS costMicroUsd,
  coalesce(s.reportedRequests, 0) AS reportedRequests,
  coalesce(s.estimatedRequests, 0) AS estimatedRequests,
  coalesce(s.unpricedRequests, 0) AS unpricedRequests,
  coalesce(s.osAccounts, []) AS osAccounts,
  coalesce(s.permissionModes, []) AS permissionModes,
  coalesce(s.highSignal, false) AS highSignal,
  coalesce(s.sharedKey, false) AS sharedKey,
  coalesce(s.sensitiveTouch, false) AS sensitiveTouch
