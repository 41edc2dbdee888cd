import type { RuntrailEvent, SessionRef, SourceItem } from '../../events/event.js';
import { believedTime } from '../../events/event-time.js';
import { eventId } from '../../events/ids.js';
import { PRODUCT } from '../claude-code-transcript/placed-line.js';
import { attachedFile } from '../claude-code/tool-touches.js';
import { asName, isObject, usableId } from '../json-shape.js';
import { payloadText, type PayloadNotes } from '../payload-notes.js';
import { oneLine } from '../summaries.js';
import { rejected, type Fault } from './fault.js';
import { hookSummary, injectedPromptName } from './hook-summary.js';
import {
  contextOf,
  folderOf,
  ownId,
  recorded,
  type OrdinalOf,
  type PlacedPayload,
} from './placed-payload.js';
import { subagentEvent } from './subagent-hooks.js';
import { permissionDenied, postToolUse, preToolUse } from './tool-hooks.js';
import { unwrapPayload, type UnwrappedPayload } from './wrapped-payload.js';

/** One record as it came in. */
export interface ReceivedRecord {
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  /** The record's JSON text. */
  readonly text: string;
  /** Path or channel, as it should appear in rejects. */
  readonly name: string;
  /** Where in it, such as `line 3`. */
  readonly position: string | null;
  /** What is different between the record as it came in and `text`. */
  readonly notes?: PayloadNotes;
}

/**
 * What one hook payload states, bare or in what a logger or forwarder put around it. Never throws: what cannot be
 * read is a reject.
 *
 * @param received.ordinal how many identical payloads came before it, where payloads have no id: 0 unless told, so
 *   that one that is sent again is the same event, and so are two that are alike in everything.
 */
export function readHookPayload(
  value: unknown,
  received: ReceivedRecord & { readonly ordinal?: number },
): readonly SourceItem[] {
  return hookItems(value, received, () => received.ordinal ?? 0);
}

/** The same for one payload of several. */
export function hookItems(
  value: unknown,
  received: ReceivedRecord,
  ordinalOf: OrdinalOf,
): readonly SourceItem[] {
  try {
    return itemsOf(value, received, ordinalOf);
  } catch (error) {
    // JSON can be parsed deeper than it can be walked.
    if (!(error instanceof RangeError)) throw error;
    const fault = {
      code: 'TOO_DEEP',
      reason: 'The payload nests its values too deeply to be read; no client writes such payloads.',
    };
    return [rejected(fault, received, received.text)];
  }
}

function itemsOf(value: unknown, received: ReceivedRecord, ordinalOf: OrdinalOf): readonly SourceItem[] {
  const reject = (fault: Fault): readonly SourceItem[] => [rejected(fault, received, received.text)];
  if (!isObject(value)) {
    return reject({
      code: 'NOT_AN_OBJECT',
      reason: 'The JSON is no object, so it is no hook payload: give one object for each payload.',
    });
  }
  const unwrapped = unwrapPayload(value);
  if ('code' in unwrapped) return reject(unwrapped);
  const placed = place(unwrapped, received, ordinalOf);
  if ('code' in placed) return reject(placed);
  if (placed.hook === 'PostToolBatch') {
    // It repeats what PostToolUse and PostToolUseFailure said of each call.
    return [{ kind: 'skip', name: placed.hook }];
  }
  const events = eventsOf(placed);
  return 'code' in events ? reject(events) : events.map((event) => ({ kind: 'event', event }));
}

function place(
  { payload, hook, sessionId, sessionIdUnusable, at, envelope }: UnwrappedPayload,
  received: ReceivedRecord,
  ordinalOf: OrdinalOf,
): PlacedPayload | Fault {
  if (sessionId === null) return noSessionId(sessionIdUnusable);
  if (hook === null) {
    return {
      code: 'NO_HOOK_EVENT',
      reason:
        'The payload does not say which hook it is of, and its members leave a doubt; log hook_event_name too.',
    };
  }
  const session = sessionOf(hook, sessionId, usableId(payload['agent_id']));
  return {
    hook,
    payload,
    session,
    context: contextOf(payload, envelope),
    cwd: folderOf(payload['cwd']),
    at,
    receivedAt: firstReceipt(envelope?.receivedAt ?? null, received.receivedAt),
    json: payloadText(received.text, received.notes ?? {}),
    recordId: envelope?.recordId ?? null,
    ordinalOf,
  };
}

/** By the forwarder's clock, where that can be right. */
function firstReceipt(forwarderAt: number | null, receivedAt: number): number {
  const { at, basis } = believedTime(forwarderAt, receivedAt);
  return at === null || basis !== 'PRODUCER' ? receivedAt : Math.min(at, receivedAt);
}

/** The start and the end of a subagent are its parent's events; all else inside it is its own. */
function sessionOf(hook: string, sessionId: string, agentId: string | null): SessionRef {
  const session = { product: PRODUCT, sessionId };
  if (agentId === null || hook === 'SubagentStart' || hook === 'SubagentStop') return session;
  return { ...session, agentId };
}

function noSessionId(unusable: boolean): Fault {
  return {
    code: 'NO_SESSION_ID',
    reason: unusable
      ? 'The session_id is no usable id, perhaps because it was redacted; import the original payload.'
      : 'The payload has no session_id; give each payload the one that Claude Code wrote.',
  };
}

function eventsOf(placed: PlacedPayload): readonly RuntrailEvent[] | Fault {
  const { hook, payload } = placed;
  const fact = () => recorded(placed, ownId(placed), hookSummary(hook, payload, placed.cwd));
  const reason = asName(payload[hook === 'SessionStart' ? 'source' : 'reason']);
  switch (hook) {
    case 'SessionStart':
      return [{ ...fact(), type: 'SESSION_START', ...(reason === null ? {} : { reason }) }];
    case 'SessionEnd':
      return [{ ...fact(), type: 'SESSION_END', ...(reason === null ? {} : { reason }) }];
    case 'UserPromptSubmit':
      return [promptEvent(placed)];
    case 'PreToolUse':
    case 'PostToolUse':
    case 'PostToolUseFailure':
    case 'PermissionDenied':
      return toolEvents(placed);
    case 'Notification':
      return [{ ...fact(), type: 'NOTIFICATION' }];
    case 'Stop':
      return [{ ...fact(), type: 'ASSISTANT_STOP' }];
    case 'StopFailure':
      return [{ ...fact(), type: 'API_ERROR' }];
    case 'PreCompact':
      return [{ ...fact(), type: 'COMPACTION' }];
    case 'SubagentStart':
    case 'SubagentStop': {
      const agentId = usableId(payload['agent_id']);
      if (agentId === null) return [{ ...fact(), type: 'OTHER', name: hook }];
      return [subagentEvent(placed, hook === 'SubagentStart' ? 'SUBAGENT_START' : 'SUBAGENT_STOP', agentId)];
    }
    case 'InstructionsLoaded':
      return [
        { ...fact(), touches: attachedFile(payload['file_path'], placed.cwd), type: 'OTHER', name: hook },
      ];
    default:
      return [{ ...fact(), type: 'OTHER', name: hook }];
  }
}

function toolEvents(placed: PlacedPayload): readonly RuntrailEvent[] | Fault {
  const tool = asName(placed.payload['tool_name']);
  if (tool === null) {
    return {
      code: 'NO_TOOL_NAME',
      reason: `The ${placed.hook} payload names no tool; give it the tool_name that Claude Code wrote.`,
    };
  }
  if (placed.hook === 'PreToolUse') return preToolUse(placed, tool);
  return placed.hook === 'PermissionDenied' ? permissionDenied(placed, tool) : postToolUse(placed, tool);
}

function promptEvent(placed: PlacedPayload): RuntrailEvent {
  const { hook, payload, session, cwd } = placed;
  const summary = hookSummary(hook, payload, cwd);
  const injected = injectedPromptName(payload, session);
  if (injected !== null) {
    const shown = oneLine(summary.replace(/^Prompt/, () => injected));
    return { ...recorded(placed, ownId(placed), shown), type: 'OTHER', name: injected };
  }
  const promptId = usableId(payload['prompt_id']);
  if (promptId === null) return { ...recorded(placed, ownId(placed), summary), type: 'USER_PROMPT' };
  const id = eventId.line(session, promptId, 'prompt');
  return { ...recorded(placed, id, summary, { joins: true }), type: 'USER_PROMPT' };
}
