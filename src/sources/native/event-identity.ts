import type { RuntrailEvent, SessionRef } from '../../events/event.js';
import { eventId, isRedacted } from '../../events/ids.js';
import { canonicalJson } from './json-walk.js';
import { parseInstant } from './timestamp.js';
import type { NativeEventJson } from './wire.js';

/**
 * The id of the fact that an event states: the provider's id of a tool call or a request where there is one, so that
 * the fact is the same whichever source reports it; else the producer's own id; else the content.
 *
 * @param wholeSha256 hash of the whole record where only a part of it is at hand.
 */
export function identityOf(
  event: NativeEventJson,
  session: SessionRef,
  wholeSha256: string | null,
): Pick<RuntrailEvent, 'id' | 'joins'> {
  if (event.eventId !== undefined) {
    return { id: event.eventId, ...(event.joins === undefined ? {} : { joins: event.joins }) };
  }
  const shared = sharedIdentity(event, session);
  if (shared !== null) return { id: shared, joins: true };
  const given = messageIdentity(event, session) ?? ownIdentity(event, session);
  return { id: given ?? contentIdentity(event, session, wholeSha256) };
}

/** By an id that every source of the fact knows. */
function sharedIdentity(event: NativeEventJson, session: SessionRef): string | null {
  const toolUseId = usable(event.toolUseId);
  const promptId = usable(event.promptId);
  switch (event.type) {
    case 'TOOL_USE':
      return toolUseId === null ? null : eventId.toolUse(session, toolUseId);
    case 'TOOL_RESULT':
      return toolUseId === null ? null : eventId.toolResult(session, toolUseId);
    case 'TOOL_DECISION':
      return toolUseId === null ? null : eventId.toolDecision(session, toolUseId);
    case 'USER_PROMPT':
      return promptId === null ? null : eventId.line(session, promptId, 'prompt');
    case 'MODEL_REQUEST':
      return usable(event.requestId) === null ? null : requestIdentity(event, session);
    case 'SESSION_START':
    case 'SESSION_END':
    case 'SESSION_KILLED':
    case 'SESSION_CONTINUED':
    case 'ASSISTANT_STOP':
    case 'SUBAGENT_START':
    case 'SUBAGENT_STOP':
    case 'COMPACTION':
    case 'NOTIFICATION':
    case 'API_ERROR':
    case 'OTHER':
      return null;
    default:
      return event.type satisfies never;
  }
}

/** A request that is known by its message alone: telemetry does not know that id. */
function messageIdentity(event: NativeEventJson, session: SessionRef): string | null {
  return event.type === 'MODEL_REQUEST' && usable(event.messageId) !== null
    ? requestIdentity(event, session)
    : null;
}

function requestIdentity(event: NativeEventJson, session: SessionRef): string {
  const requestId = usable(event.requestId);
  const messageId = usable(event.messageId);
  return eventId.modelRequest(session, {
    ...(requestId === null ? {} : { requestId }),
    ...(messageId === null ? {} : { messageId }),
  });
}

function ownIdentity(event: NativeEventJson, session: SessionRef): string | null {
  const id = usable(event.id);
  return id === null ? null : eventId.line(session, id, event.type);
}

/** How the event came here, and how its time is written, do not change what it states. */
function contentIdentity(event: NativeEventJson, session: SessionRef, wholeSha256: string | null): string {
  const { v: _version, receivedAt: _receivedAt, live: _live, source: _source, at, ...stated } = event;
  const content = canonicalJson({ ...stated, at: at === undefined ? null : parseInstant(at) });
  return eventId.content(session, wholeSha256 === null ? content : `${wholeSha256}:${content}`);
}

function usable(id: string | undefined): string | null {
  return id === undefined || isRedacted(id) ? null : id;
}
