import { describe, expect, test } from 'vitest';

import type { RuntrailEvent, SourceKind } from '../../src/events/event.js';
import { eventId } from '../../src/events/ids.js';
import { mergeRecords, toRecord, type EventFact } from '../../src/ingest/event-fact.js';
import { foldSession } from '../../src/ingest/session-state.js';
import { countersOf, type Counters } from '../../src/ingest/tallies.js';

const SESSION = { product: 'claude-code', sessionId: 's' };
const AT = Date.UTC(2026, 0, 1, 12);

const recorded = { session: SESSION, at: AT, receivedAt: AT, summary: '', context: {}, touches: [] };

function event(
  source: SourceKind,
  parts: Partial<RuntrailEvent> & Pick<RuntrailEvent, 'id' | 'type'>,
): RuntrailEvent {
  return { ...recorded, source, payload: `${source} ${parts.id}`, ...parts } as RuntrailEvent;
}

function factsOf(events: readonly RuntrailEvent[]): EventFact[] {
  const ids = [...new Set(events.map(({ id }) => id))];
  return ids.map((id) => mergeRecords(events.filter((one) => one.id === id).map(toRecord)));
}

function countersFrom(...events: readonly RuntrailEvent[]): Counters {
  return countersOf(foldSession(factsOf(events)).tallies);
}

const use = (source: SourceKind, toolUseId: string) =>
  event(source, {
    id: eventId.toolUse(SESSION, toolUseId),
    joins: true,
    type: 'TOOL_USE',
    tool: 'Read',
    payload: null,
  });
const looseUse = (source: SourceKind, n: number) =>
  event(source, {
    id: eventId.content(SESSION, `${source} ${n}`),
    type: 'TOOL_USE',
    tool: 'Read',
    payload: null,
  });
const request = (source: SourceKind, id: string, joins: boolean, input: number, cost: number | null) =>
  event(source, {
    id: eventId.content(SESSION, id),
    ...(joins ? { joins } : {}),
    type: 'MODEL_REQUEST',
    model: 'claude-sonnet-4-6',
    tokens: { input, output: 1, cacheRead: 0, cacheCreation: 0 },
    costMicroUsd: cost,
    costBasis: cost === null ? null : 'REPORTED',
  });

describe('a tool call of which one source hides the tool', () => {
  test('is named by another, whatever their precedence', () => {
    const id = eventId.toolUse(SESSION, 'a');
    const [fact] = factsOf([
      event('OTLP', { id, type: 'TOOL_USE', tool: 'mcp_tool', unnamed: true }),
      event('HOOK', { id, type: 'TOOL_USE', tool: 'mcp__github__search', server: 'github' }),
    ]);
    expect(fact).toMatchObject({ tool: 'mcp__github__search', server: 'github' });
  });
});

describe('counters of a session that several sources report', () => {
  test('calls that all sources know by their id are counted once, and none is left out', () => {
    const counters = countersFrom(
      ...['a', 'b', 'c'].map((id) => use('TRANSCRIPT', id)),
      ...['b', 'c', 'd'].map((id) => use('HOOK', id)),
      ...['c', 'e'].map((id) => use('OTLP', id)),
    );
    expect(counters.toolCalls).toBe(5);
  });

  test('calls of a source without ids are the same calls again: the best source alone counts', () => {
    const transcript = ['a', 'b', 'c'].map((id) => use('TRANSCRIPT', id));
    const hooks = [1, 2, 3].map((n) => looseUse('HOOK', n));
    expect(countersFrom(...transcript, ...hooks).toolCalls).toBe(3);
    expect(countersFrom(...hooks, use('OTLP', 'a'), use('OTLP', 'b')).toolCalls).toBe(2);
    expect(countersFrom(...hooks).toolCalls).toBe(3);
  });

  test('a reported cost joins the tokens of the transcript by the request', () => {
    const counters = countersFrom(
      request('TRANSCRIPT', 'r1', true, 100, null),
      request('OTLP', 'r1', true, 999, 4200),
      request('OTLP', 'r2', true, 10, 800),
    );
    expect(counters).toMatchObject({ inputTokens: 110, costMicroUsd: 5000, reportedRequests: 2 });
  });

  test('requests without an id in common are those of the transcript, and of telemetry where there is none', () => {
    const telemetry = [request('OTLP', 'x', false, 70, 500), request('OTLP', 'y', false, 30, 500)];
    expect(countersFrom(...telemetry)).toMatchObject({ inputTokens: 100, costMicroUsd: 1000 });
    const both = countersFrom(...telemetry, request('TRANSCRIPT', 'r1', true, 90, null));
    expect(both).toMatchObject({
      inputTokens: 90,
      outputTokens: 1,
      reportedRequests: 0,
      estimatedRequests: 1,
    });
  });

  test('each class of facts has its own best source', () => {
    const counters = countersFrom(
      looseUse('HOOK', 1),
      looseUse('HOOK', 2),
      event('OTLP', { id: 'p', type: 'USER_PROMPT' }),
    );
    expect(counters).toMatchObject({ toolCalls: 2, turns: 1 });
  });

  test('the events themselves are all counted: each of them is in the timeline', () => {
    expect(foldSession(factsOf([looseUse('HOOK', 1), use('TRANSCRIPT', 'a')])).events).toBe(2);
  });
});
