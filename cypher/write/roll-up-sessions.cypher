// Totals of sessions with their subagents, each once, and the mark that says they wait to be appraised.
// A session that is known only by its subagents takes its times from them.
// param keys: list<string>
// plan: seek Session.key
UNWIND $keys AS key
MATCH (s:Session {key: key})
CALL (s) {
  MATCH (s)-[:SPAWNED*0..1]->(member:Session)
  RETURN
    min(member.ownStartedAt) AS firstStartedAt,
    max(member.ownLastSeenAt) AS lastSeenAt,
    min(member.ownFirstReceivedAt) AS firstReceivedAt,
    sum(member.ownEvents) AS events,
    sum(member.ownTurns) AS turns,
    sum(member.ownToolCalls) AS toolCalls,
    sum(member.ownInputTokens) AS inputTokens,
    sum(member.ownOutputTokens) AS outputTokens,
    sum(member.ownCacheReadTokens) AS cacheReadTokens,
    sum(member.ownCacheCreationTokens) AS cacheCreationTokens,
    sum(member.ownCostMicroUsd) AS costMicroUsd,
    sum(member.ownReportedRequests) AS reportedRequests,
    sum(member.ownEstimatedRequests) AS estimatedRequests,
    sum(member.ownUnpricedRequests) AS unpricedRequests
}
CALL (s) {
  MATCH (s)-[:SPAWNED*0..1]->(:Session)-[:USED_TOOL]->(tool:Tool)
  RETURN count(DISTINCT tool) AS distinctTools
}
SET
  s.startedAt = CASE WHEN s.ownEvents IS NULL THEN firstStartedAt ELSE s.ownStartedAt END,
  s.lastSeenAt = CASE WHEN s.ownEvents IS NULL THEN lastSeenAt ELSE s.ownLastSeenAt END,
  s.orderAt = coalesce(
    CASE WHEN s.ownEvents IS NULL THEN firstStartedAt ELSE s.ownStartedAt END,
    s.ownFirstReceivedAt,
    firstReceivedAt
  ),
  s.actor = coalesce(s.actor, 'NOT_REPORTED'),
  s.events = events,
  s.turns = turns,
  s.toolCalls = toolCalls,
  s.distinctTools = distinctTools,
  s.inputTokens = inputTokens,
  s.outputTokens = outputTokens,
  s.cacheReadTokens = cacheReadTokens,
  s.cacheCreationTokens = cacheCreationTokens,
  s.costMicroUsd = costMicroUsd,
  s.reportedRequests = reportedRequests,
  s.estimatedRequests = estimatedRequests,
  s.unpricedRequests = unpricedRequests,
  s.appraisalDue = CASE WHEN s.topLevel THEN true END
