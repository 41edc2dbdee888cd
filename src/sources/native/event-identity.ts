import type { SessionRef } from '../../events/event.js';
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
export function identityOf(event: NativeEventJson, session: SessionRef, wholeSha256: string | null): string {
  if (event.eventId !== undefined) return event.eventId;
  const given = providerIdentity(event, session) ?? ownIdentity(event, session);
  return given ?? contentIdentity(event, session, wholeSha256);
}

function providerIdentity(event: NativeEventJson, session: SessionRef): string | null {
  const toolUseId = usable(event.toolUseId);
  const requestId = usable(event.requestId);
  const messageId = usable(event.messageId);
  switch (event.type) {
    case 'TOOL_USE':
      return toolUseId === null ? null : eventId.toolUse(session, toolUseId);
    case 'TOOL_RESULT':
      return toolUseId === null ? null : eventId.toolResult(session, toolUseId);
    case 'TOOL_DECISION':
      return toolUseId === null ? null : eventId.toolDecision(session, toolUseId);
    case 'MODEL_REQUEST':
      if (requestId === null && messageId === null) return null;
      return eventId.modelRequest(session, {
        ...(requestId === null ? {} : { requestId }),
        ...(messageId === null ? {} : { messageId }),
      });
    case 'SESSION_START':
    case 'SESSION_END':
    case 'SESSION_KILLED':
    case 'SESSION_CONTINUED':
    case 'USER_PROMPT':
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

function ownIdentity(event: NativeEventJson, session: SessionRef): string | null {
  const id = usable(event.id);
  return id === null ? null : eventId.line(session, id, event.type);
}

/** How the event came here, and how its time is written, do not change what it states. */
function contentIdentity(event: NativeEventJson, session: SessionRef, wholeSha256: string | null): string {
  const { v: _version, receivedAt: _receivedAt, source: _source, at, ...stated } = event;
  const content = canonicalJson({ ...stated, at: at === undefined ? null : parseInstant(at) });
  return eventId.content(session, wholeSha256 === null ? content : `${wholeSha256}:${content}`);
}

function usable(id: string | undefined): string | null {
  return id === undefined || isRedacted(id) ? null : id;
}
