import type { Reject, RuntrailEvent, SessionRef } from '../../events/event.js';
import { isRedacted } from '../../events/ids.js';
import { identityOf } from './event-identity.js';
import { checkJson, isRecord, sanitiseJson, sanitiseText, withoutNulls } from './json-walk.js';
import { readContext, readTokens, readTouch } from './native-context.js';
import { NATIVE_MEMBERS, validateNative } from './native-schema.js';
import { payloadText, plainPayloadText, type PayloadNotes } from './payload.js';
import { rawKeysOf, withholdKeys } from './raw-key.js';
import { summaryOf } from './summary.js';
import { parseInstant } from './timestamp.js';
import type { NativeEventJson, NativeSessionJson } from './wire.js';

/** A reject that does not yet know where its event stood. */
export type RejectDraft = Pick<Reject, 'code' | 'reason' | 'excerpt'>;

/** How an event was written, where it was read from text. */
export interface WrittenEvent {
  readonly text: string;
  /** Bytes that were no UTF-8 became U+FFFD. */
  readonly invalidUtf8: boolean;
  /** Size and hash of the whole, where long strings in `text` were shortened. */
  readonly whole: PayloadNotes['whole'];
}

const MAX_EXCERPT_CHARACTERS = 500;

/** What other clients call the session id: worth naming to somebody who left it out. */
const OTHER_SESSION_ID_NAMES = [
  'session_id',
  'sessionID',
  'session-id',
  'session.id',
  'session',
  'conversation_id',
];

/**
 * Reads one event of the native format from any value. Never throws: what is no event is a draft of a reject, whose
 * excerpt and reason hold no API key.
 *
 * @param receivedAt epoch milliseconds at which Runtrail received it; an earlier `receivedAt` of the event's own holds.
 * @param written its text; without it the value is written anew where the text is needed.
 */
export function parseNativeEvent(
  value: unknown,
  receivedAt: number,
  written: WrittenEvent | null = null,
): RuntrailEvent | RejectDraft {
  try {
    return parse(value, receivedAt, written);
  } catch {
    // Only a value that is no data gets here: a proxy or a getter that throws.
    return reject(
      'NOT_JSON_DATA',
      'The event is no plain JSON data: send an object as JSON.parse would give it.',
      '',
    );
  }
}

export function isReject(parsed: RuntrailEvent | RejectDraft): parsed is RejectDraft {
  return 'code' in parsed;
}

/** A reject whose excerpt is the beginning of a text, keys withheld. */
export function reject(
  code: string,
  reason: string,
  text: string,
  rawKeys: readonly string[] = [],
): RejectDraft {
  // Withheld first and cut afterwards: a part of a key is neither the key nor of a key's shape.
  const looked = rawKeys.length > 0 ? text : text.slice(0, 64 * MAX_EXCERPT_CHARACTERS);
  const shown = withholdKeys(sanitiseText(looked), rawKeys);
  return { code, reason, excerpt: shown.slice(0, MAX_EXCERPT_CHARACTERS).replace(/[\uD800-\uDBFF]$/, '') };
}

function parse(
  value: unknown,
  receivedAt: number,
  written: WrittenEvent | null,
): RuntrailEvent | RejectDraft {
  const { problem, hasUnstorableText } = checkJson(value);
  if (problem === 'TOO_DEEP') {
    const reason =
      'The event is nested more than 200 levels deep: send deeply nested data as text in `payloadText`.';
    return reject('TOO_DEEP', reason, written?.text ?? '');
  }
  if (problem === 'NOT_JSON_DATA') {
    const reason = 'The event is no plain JSON data: send an object as JSON.parse would give it.';
    return reject('NOT_JSON_DATA', reason, written?.text ?? '');
  }
  const clean = hasUnstorableText ? sanitiseJson(value) : value;
  const notes: PayloadNotes = {
    sanitised: hasUnstorableText || written?.invalidUtf8 === true,
    whole: written?.whole ?? null,
  };
  const text = written !== null && !hasUnstorableText ? written.text : JSON.stringify(clean);
  if (!isRecord(clean)) {
    return reject(
      'NOT_OBJECT',
      'An event is a JSON object; see schema/event.schema.json for its members.',
      text,
    );
  }

  const rawKeys = rawKeysOf(clean);
  if (rawKeys.length > 0) {
    const reason =
      'The event seems to hold a raw API key in `context.key`, and was not stored: send a keyed hash of 40 to 128 ' +
      'hexadecimal digits as `fingerprint`, or the visible ends alone (sk-ant-...A3F2) as `hint`.';
    // Written anew: escapes in the original text could hide the key from the search for it.
    return reject('RAW_KEY', reason, JSON.stringify(clean), rawKeys);
  }

  const missing = missingSessionId(clean);
  if (missing !== null) return reject('NO_SESSION_ID', missing, text);

  if (clean['v'] !== 1) {
    const reason = 'The event does not say that it is of version 1 of this format: send `"v": 1`.';
    return reject('UNSUPPORTED_VERSION', reason, text);
  }

  const { payload, ...members } = clean;
  const bare = withoutNulls(members);
  const validation = validateNative(
    payload === undefined || payload === null ? bare : { ...asObject(bare), payload },
  );
  if (!validation.valid) {
    const code = validation.member === 'type' ? 'UNKNOWN_TYPE' : 'INVALID_MEMBER';
    return reject(code, validation.fault, text);
  }
  const { event } = validation;
  for (const member of ['at', 'receivedAt'] as const) {
    const instant = event[member];
    if (instant !== undefined && parseInstant(instant) === null) {
      const fault = `\`${member}\` is ${JSON.stringify(instant)}, a day or an hour that does not exist`;
      const reason = `${fault}: send ISO 8601 with a time zone.`;
      return reject('INVALID_MEMBER', reason, text);
    }
  }
  return assemble(event, receivedAt, keptPayload(clean, event, text, notes), notes);
}

/** Says that the session id is missing, or null where there is one. */
function missingSessionId(event: Readonly<Record<string, unknown>>): string | null {
  const { sessionId } = event;
  const advice = 'send the id by which the client itself knows the session as `sessionId`';
  if (
    sessionId === undefined ||
    sessionId === null ||
    (typeof sessionId === 'string' && sessionId.trim() === '')
  ) {
    const other = OTHER_SESSION_ID_NAMES.find((name) => Object.hasOwn(event, name));
    const found = other === undefined ? '' : ` (it has \`${other}\`, which is not read)`;
    return `The event has no session id${found}: ${advice}.`;
  }
  if (typeof sessionId === 'string' && isRedacted(sessionId)) {
    return `The event's session id was redacted, which would join it with strangers: ${advice}.`;
  }
  return null;
}

/**
 * The payload as it is kept. The whole event stands in where the producer names none, and where the event has members
 * that the format does not know: nothing that was sent is lost.
 */
function keptPayload(
  clean: Readonly<Record<string, unknown>>,
  event: NativeEventJson,
  text: string,
  notes: PayloadNotes,
): string | null {
  const namesPayload = 'payload' in clean || event.payloadText !== undefined;
  const hasStrangers = Object.keys(clean).some((member) => !NATIVE_MEMBERS.has(member));
  if (!namesPayload || hasStrangers) return payloadText(text, notes);
  if (event.payloadText !== undefined) return plainPayloadText(event.payloadText, notes);
  return event.payload === undefined ? null : payloadText(JSON.stringify(event.payload), notes);
}

function assemble(
  event: NativeEventJson,
  receivedAt: number,
  payload: string | null,
  notes: PayloadNotes,
): RuntrailEvent {
  const session: SessionRef = {
    product: event.product,
    sessionId: event.sessionId,
    ...(event.agentId === undefined ? {} : { agentId: event.agentId }),
  };
  const touches = (event.touches ?? []).map(readTouch);
  const forwardedAt = event.receivedAt === undefined ? null : parseInstant(event.receivedAt);
  const recorded = {
    ...identityOf(event, session, notes.whole?.sha256 ?? null),
    session,
    at: event.at === undefined ? null : parseInstant(event.at),
    receivedAt: Math.min(forwardedAt ?? receivedAt, receivedAt),
    ...(event.live === undefined ? {} : { live: event.live }),
    source: event.source ?? 'NATIVE',
    summary: summaryOf(event, touches),
    payload,
    context: readContext(event.context ?? {}),
    touches,
    ...(event.secrets === undefined ? {} : { secrets: event.secrets }),
  } as const;
  const { type } = event;
  const tool = event.tool === undefined ? {} : { tool: event.tool };
  switch (type) {
    case 'SESSION_START':
    case 'SESSION_END':
      return { ...recorded, type, ...(event.reason === undefined ? {} : { reason: event.reason }) };
    case 'SESSION_KILLED':
      return { ...recorded, type, cause: needed(event.cause, 'cause') };
    case 'SESSION_CONTINUED':
      return { ...recorded, type, origin: otherSession(needed(event.origin, 'origin'), session) };
    case 'SUBAGENT_START':
    case 'SUBAGENT_STOP':
      return { ...recorded, type, child: otherSession(needed(event.child, 'child'), session) };
    case 'MODEL_REQUEST': {
      const costMicroUsd = event.costMicroUsd ?? null;
      return {
        ...recorded,
        type,
        model: event.model ?? null,
        tokens: event.tokens === undefined ? null : readTokens(event.tokens),
        costMicroUsd,
        costBasis: costMicroUsd === null ? null : (event.costBasis ?? 'REPORTED'),
      };
    }
    case 'TOOL_USE':
      return {
        ...recorded,
        type,
        tool: needed(event.tool, 'tool'),
        ...(event.unnamed === undefined ? {} : { unnamed: event.unnamed }),
        ...(event.server === undefined ? {} : { server: event.server }),
        ...(event.outcome === undefined ? {} : { outcome: event.outcome }),
      };
    case 'TOOL_RESULT':
      return {
        ...recorded,
        type,
        ...tool,
        ...(event.isError === undefined ? {} : { isError: event.isError }),
        ...(event.durationMs === undefined ? {} : { durationMs: event.durationMs }),
      };
    case 'TOOL_DECISION':
      return { ...recorded, type, ...tool, decision: needed(event.decision, 'decision') };
    case 'OTHER':
      return { ...recorded, type, name: needed(event.name, 'name') };
    case 'USER_PROMPT':
    case 'ASSISTANT_STOP':
    case 'COMPACTION':
    case 'NOTIFICATION':
    case 'API_ERROR':
      return { ...recorded, type };
    default:
      return type satisfies never;
  }
}

function otherSession(other: NativeSessionJson, session: SessionRef): SessionRef {
  return {
    product: other.product ?? session.product,
    sessionId: other.sessionId ?? session.sessionId,
    ...(other.agentId === undefined ? {} : { agentId: other.agentId }),
  };
}

/** The schema requires the member for this type; a gap here is a fault of the schema. */
function needed<T>(value: T | undefined, member: string): T {
  if (value === undefined)
    throw new TypeError(`schema/event.schema.json must require "${member}" where it is used.`);
  return value;
}

function asObject(value: unknown): object {
  return isRecord(value) ? value : {};
}
