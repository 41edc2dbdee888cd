import type { CreateEventsParams } from '../graph/catalogue/write.generated.js';
import type { EventFact } from './event-fact.js';

/** A fact as its Event node holds it. */
export function eventRow(fact: EventFact, touches: readonly string[]): CreateEventsParams['rows'][number] {
  return {
    session: fact.sessionKey,
    key: fact.id,
    type: fact.type,
    at: fact.at,
    timeBasis: fact.timeBasis,
    receivedAt: fact.receivedAt,
    orderAt: fact.at ?? fact.receivedAt,
    summary: fact.summary,
    sources: fact.sources,
    secrets: fact.secrets.map(({ kind, fingerprint }) => `${kind} ${fingerprint}`),
    touches,
    tool: fact.tool ?? null,
    server: fact.server ?? null,
    model: fact.model ?? null,
    inputTokens: fact.tokens?.input ?? null,
    outputTokens: fact.tokens?.output ?? null,
    cacheReadTokens: fact.tokens?.cacheRead ?? null,
    cacheCreationTokens: fact.tokens?.cacheCreation ?? null,
    costMicroUsd: fact.costMicroUsd ?? null,
    costBasis: fact.costBasis ?? null,
    isError: fact.isError ?? null,
    durationMs: fact.durationMs ?? null,
    decision: fact.decision ?? null,
  };
}
