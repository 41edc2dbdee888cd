import type { RuntrailEvent, SessionRef, TokenCounts } from '../../../events/event.js';
import { eventId, isGlobalId } from '../../../events/ids.js';
import { toolUseSummary } from '../../claude-code/tool-summary.js';
import { touchesOf } from '../../claude-code/tool-touches.js';
import { asName, asText, usableId } from '../../json-shape.js';
import { mcpParts } from '../../mcp-name.js';
import { modelRequestSummary } from '../../summaries.js';
import { asJsonObject, asWhole, disjointTokens } from '../figures.js';
import {
  contentId,
  endOf,
  type Outcome,
  otherEvent,
  type PlacedRecord,
  recorded,
  timeOf,
} from '../placed-record.js';
import type { Producer, RequestReading } from '../producer.js';
import type { OtlpRecord } from '../records.js';
import { contextOf } from '../surroundings.js';
import { mcpName, resultSummary, touchesAfter } from '../tool-call.js';
import type { Attributes } from '../wire-values.js';
import { clientOf } from './client-name.js';

/**
 * Any program that keeps to the GenAI semantic conventions, in their current and their deprecated names:
 * https://opentelemetry.io/docs/specs/semconv/gen-ai/. One request is known by its response's id, else by its span,
 * so that a span and the event about it are one fact.
 */
export const genAi: Producer = {
  claims: ({ attributes, name }) =>
    name.startsWith('gen_ai.') ||
    Object.keys(attributes).some((key) => key.startsWith('gen_ai.')) ||
    (asName(attributes['event.name']) ?? '').startsWith('gen_ai.'),

  read(record, reading) {
    const sessionId = sessionOf(record, reading);
    if (sessionId === null) {
      return {
        kind: 'fault',
        code: 'NO_SESSION_ID',
        reason:
          'The record names no conversation, nor does its trace; set gen_ai.conversation.id (or session.id) on it or on ' +
          'the span of the agent above it.',
      };
    }
    return readOperation(place(record, sessionId, reading));
  },
};

function ownSession({ attributes }: OtlpRecord): string | null {
  return usableId(attributes['gen_ai.conversation.id']) ?? usableId(attributes['session.id']);
}

/** Frameworks name the conversation on the agent's span and leave it out of those below. */
function sessionOf(record: OtlpRecord, { spans }: RequestReading): string | null {
  return (
    ownSession(record) ??
    spans.fromAncestors(record, ownSession) ??
    spans.fromTrace(record, ownSession) ??
    usableId(record.resource['gen_ai.conversation.id']) ??
    usableId(record.resource['session.id'])
  );
}

function place(record: OtlpRecord, sessionId: string, { receivedAt, names }: RequestReading): PlacedRecord {
  const { attributes, resource } = record;
  const client = clientOf(resource);
  const session: SessionRef = { product: client.product, sessionId };
  return {
    record,
    name: asName(attributes['event.name']) ?? asName(record.name) ?? 'gen_ai',
    session,
    context: contextOf(record, {
      product: client.displayName,
      version: asName(attributes['gen_ai.agent.version']) ?? asName(resource['service.version']),
      agentName: asName(attributes['gen_ai.agent.name']),
      identityCarried: false,
    }),
    receivedAt,
    content: names.nameOf(record),
  };
}

const REQUESTS = new Set([
  'chat',
  'generate_content',
  'text_completion',
  'completion',
  'embeddings',
  'responses',
]);
const DETAILS = 'gen_ai.client.inference.operation.details';

function readOperation(placed: PlacedRecord): Outcome {
  const { record } = placed;
  const operation = operationOf(record);
  if (record.signal === 'logs') {
    // The other events hold one message each of a request that a span or the event of its details tells whole.
    const whole = placed.name === DETAILS && (operation === null || REQUESTS.has(operation));
    return events(whole ? modelRequest(placed) : otherEvent(placed));
  }
  if (operation === 'execute_tool') return events(...toolCall(placed));
  return events(operation !== null && REQUESTS.has(operation) ? modelRequest(placed) : otherEvent(placed));
}

function events(...stated: readonly RuntrailEvent[]): Outcome {
  return { kind: 'events', events: stated };
}

/** The operation, which older instrumentations leave to be told from what else the span has. */
function operationOf({ attributes }: OtlpRecord): string | null {
  const said = asName(attributes['gen_ai.operation.name']);
  if (said !== null) return said;
  if (asName(attributes['gen_ai.tool.name']) !== null) return 'execute_tool';
  const isRequest = ['gen_ai.request.model', 'gen_ai.response.model'].some(
    (key) => asName(attributes[key]) !== null,
  );
  return isRequest ? 'chat' : null;
}

function modelRequest(placed: PlacedRecord): RuntrailEvent {
  const { record, session } = placed;
  const { attributes } = record;
  const messageId = usableId(attributes['gen_ai.response.id']);
  const id =
    messageId === null ? spanFactId(placed, 'request') : eventId.modelRequest(session, { messageId });
  const model = asName(attributes['gen_ai.response.model']) ?? asName(attributes['gen_ai.request.model']);
  const tokens = tokenCounts(attributes);
  const failure = failureOf(record);
  if (tokens === null && failure !== null) {
    const errorId = spanFactId(placed, 'error');
    return {
      ...recorded(placed, errorId, `API error: ${failure}`, { at: endOf(record) }),
      type: 'API_ERROR',
    };
  }
  return {
    ...recorded(placed, id, modelRequestSummary(model, tokens), {
      joins: messageId !== null && isGlobalId(messageId),
      at: endOf(record),
    }),
    type: 'MODEL_REQUEST',
    model,
    tokens,
    costMicroUsd: null,
    costBasis: null,
  };
}

/** By the conventions the input includes what was cached. */
function tokenCounts(attributes: Attributes): TokenCounts | null {
  const count = (...names: readonly string[]): number | null => {
    for (const name of names) {
      const value = asWhole(attributes[`gen_ai.usage.${name}`]);
      if (value !== null) return value;
    }
    return null;
  };
  return disjointTokens({
    input: count('input_tokens', 'prompt_tokens'),
    output: count('output_tokens', 'completion_tokens'),
    cacheRead: count('cache_read.input_tokens', 'cache_read_input_tokens'),
    cacheCreation: count(
      'cache_creation.input_tokens',
      'cache_creation_input_tokens',
      'cache_write.input_tokens',
    ),
  });
}

function failureOf({ attributes, failed, statusMessage }: OtlpRecord): string | null {
  const type = asText(attributes['error.type']);
  if (!failed && type === null) return null;
  return statusMessage === '' ? (type ?? 'no reason given') : statusMessage;
}

function toolCall(placed: PlacedRecord): readonly RuntrailEvent[] {
  const { record, session, context } = placed;
  const { attributes } = record;
  const said = asName(attributes['gen_ai.tool.name']) ?? 'unnamed';
  const serverName = asName(attributes['mcp.server.name']);
  const tool = serverName === null || mcpParts(said) !== null ? said : mcpName(serverName, said);
  const server = mcpParts(tool)?.server ?? null;
  const useId = usableId(attributes['gen_ai.tool.call.id']);
  const joins = useId !== null;
  const id = (of: 'toolUse' | 'toolResult'): string =>
    useId === null ? spanFactId(placed, of) : eventId[of](session, useId);
  const input = asJsonObject(attributes['gen_ai.tool.call.arguments']) ?? {};
  const cwd = context.cwd ?? null;
  const failure = failureOf(record);
  const outcome = failure === null ? undefined : 'PARTLY';
  const startedAt = timeOf(record);
  const endedAt = endOf(record);
  return [
    {
      ...recorded(placed, id('toolUse'), toolUseSummary(tool, input, cwd), {
        joins,
        payload:
          Object.keys(input).length === 0
            ? null
            : JSON.stringify({ tool, input, ...(outcome === undefined ? {} : { outcome }) }),
        touches: touchesAfter(touchesOf({ name: tool, input, cwd }), outcome),
      }),
      type: 'TOOL_USE',
      tool,
      ...(server === null ? {} : { server }),
      ...(outcome === undefined ? {} : { outcome }),
    },
    {
      ...recorded(placed, id('toolResult'), resultSummary(tool, failure !== null, failure ?? ''), {
        joins,
        at: endedAt,
      }),
      type: 'TOOL_RESULT',
      tool,
      isError: failure !== null,
      ...(startedAt === null || endedAt === null || endedAt < startedAt
        ? {}
        : { durationMs: endedAt - startedAt }),
    },
  ];
}

/** A span, and an event that was made within it, state the same fact. */
function spanFactId(placed: PlacedRecord, facet: string): string {
  const { traceId, spanId } = placed.record;
  return traceId === null || spanId === null
    ? contentId(placed, facet)
    : eventId.line(placed.session, `${traceId}${spanId}`, facet);
}
