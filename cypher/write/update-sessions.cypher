// What the facts of each session itself amount to, without its subagents.
// param rows: list<map{key: string, startedAt: instant?, lastSeenAt: instant?, firstReceivedAt: instant, lastEndAt: instant?,
//   finishedAt: instant?, killedAt: instant?, killCause: string?, actor: string, spanStarts: list<instant>, spanEnds: list<instant>,
//   osAccounts: list<string>, permissionModes: list<string>, events: int, tallies: list<int>, turns: int, toolCalls: int, inputTokens: int,
//   outputTokens: int, cacheReadTokens: int, cacheCreationTokens: int, costMicroUsd: int, reportedRequests: int,
//   estimatedRequests: int, unpricedRequests: int}>
// plan: seek Session.key
UNWIND $rows AS row
MATCH (s:Session {key: row.key})
SET
  s.ownStartedAt = row.startedAt,
  s.ownLastSeenAt = row.lastSeenAt,
  s.ownFirstReceivedAt = row.firstReceivedAt,
  s.lastEndAt = row.lastEndAt,
  s.finishedAt = row.finishedAt,
  s.killedAt = row.killedAt,
  s.killCause = row.killCause,
  s.closedAt = coalesce(row.killedAt, row.finishedAt),
  s.actor = row.actor,
  s.spanStarts = row.spanStarts,
  s.spanEnds = row.spanEnds,
  s.osAccounts = row.osAccounts,
  s.permissionModes = row.permissionModes,
  s.ownEvents = row.events,
  s.tallies = row.tallies,
  s.ownTurns = row.turns,
  s.ownToolCalls = row.toolCalls,
  s.ownInputTokens = row.inputTokens,
  s.ownOutputTokens = row.outputTokens,
  s.ownCacheReadTokens = row.cacheReadTokens,
  s.ownCacheCreationTokens = row.cacheCreationTokens,
  s.ownCostMicroUsd = row.costMicroUsd,
  s.ownReportedRequests = row.reportedRequests,
  s.ownEstimatedRequests = row.estimatedRequests,
  s.ownUnpricedRequests = row.unpricedRequests
