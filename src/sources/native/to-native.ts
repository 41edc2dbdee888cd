import type { RuntrailEvent, SessionRef } from '../../events/event.js';
import type { NativeEventJson, NativeSessionJson } from './wire.js';
import { writeInstant } from './timestamp.js';

/**
 * An event as its own format writes it. Read again at any later time it is the same event: id, source, receive time
 * and raw payload are stated.
 */
export function toNative(event: RuntrailEvent): NativeEventJson {
  const { session, context } = event;
  return {
    v: 1,
    type: event.type,
    product: session.product,
    sessionId: session.sessionId,
    ...(session.agentId === undefined ? {} : { agentId: session.agentId }),
    ...(event.at === null ? {} : { at: writeInstant(event.at) }),
    receivedAt: writeInstant(event.receivedAt),
    ...(event.live === undefined ? {} : { live: event.live }),
    eventId: event.id,
    ...(event.joins === undefined ? {} : { joins: event.joins }),
    ...(event.secrets === undefined ? {} : { secrets: event.secrets }),
    ...(event.source === 'NATIVE' ? {} : { source: event.source }),
    ...membersOfType(event),
    ...(Object.keys(context).length === 0 ? {} : { context }),
    ...(event.touches.length === 0 ? {} : { touches: event.touches }),
    summary: event.summary,
    ...payloadMember(event.payload),
  };
}

function membersOfType(event: RuntrailEvent): Partial<NativeEventJson> {
  switch (event.type) {
    case 'SESSION_START':
    case 'SESSION_END':
      return event.reason === undefined ? {} : { reason: event.reason };
    case 'SESSION_KILLED':
      return { cause: event.cause };
    case 'SESSION_CONTINUED':
      return { origin: sessionMember(event.origin) };
    case 'SUBAGENT_START':
    case 'SUBAGENT_STOP':
      return { child: sessionMember(event.child) };
    case 'MODEL_REQUEST':
      return {
        ...(event.model === null ? {} : { model: event.model }),
        ...(event.tokens === null ? {} : { tokens: event.tokens }),
        ...(event.costMicroUsd === null ? {} : { costMicroUsd: event.costMicroUsd }),
        ...(event.costBasis === null ? {} : { costBasis: event.costBasis }),
      };
    case 'TOOL_USE':
      return {
        tool: event.tool,
        ...(event.unnamed === undefined ? {} : { unnamed: event.unnamed }),
        ...(event.server === undefined ? {} : { server: event.server }),
        ...(event.outcome === undefined ? {} : { outcome: event.outcome }),
      };
    case 'TOOL_RESULT':
      return {
        ...(event.tool === undefined ? {} : { tool: event.tool }),
        ...(event.isError === undefined ? {} : { isError: event.isError }),
        ...(event.durationMs === undefined ? {} : { durationMs: event.durationMs }),
      };
    case 'TOOL_DECISION':
      return { ...(event.tool === undefined ? {} : { tool: event.tool }), decision: event.decision };
    case 'OTHER':
      return { name: event.name };
    case 'USER_PROMPT':
    case 'ASSISTANT_STOP':
    case 'COMPACTION':
    case 'NOTIFICATION':
    case 'API_ERROR':
      return {};
    default:
      return event satisfies never;
  }
}

function sessionMember(session: SessionRef): NativeSessionJson {
  return { ...session };
}

/** As JSON where writing it again gives the same text, else as text. */
function payloadMember(payload: string | null): Pick<NativeEventJson, 'payload' | 'payloadText'> {
  if (payload === null) return { payload: null };
  try {
    const parsed: unknown = JSON.parse(payload);
    if (parsed !== null && JSON.stringify(parsed) === payload) return { payload: parsed };
  } catch {
    // No JSON, or nested beyond what can be written.
  }
  return { payloadText: payload };
}
