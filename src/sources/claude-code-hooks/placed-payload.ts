import type { EventContext, OtherEvent, SessionRef, Touch } from '../../events/event.js';
import { eventId } from '../../events/ids.js';
import { RepositoryRoots } from '../claude-code-transcript/paths.js';
import { asName, asText, type JsonObject } from '../json-shape.js';
import { canonicalJson } from '../native/json-walk.js';
import { accountOf } from '../recorded-paths.js';
import type { ForwarderEnvelope } from './forwarder-envelope.js';

/** Says for each content how many identical ones came before it in the input. */
export type OrdinalOf = (content: string) => number;

/** A payload whose session and hook are known, with what surrounded it. */
export interface PlacedPayload {
  readonly hook: string;
  readonly payload: JsonObject;
  /** The session that the event belongs to: a subagent's own where the payload is from inside one. */
  readonly session: SessionRef;
  readonly context: EventContext;
  readonly cwd: string | null;
  readonly at: number | null;
  readonly receivedAt: number;
  /** The record as it is kept. */
  readonly json: string;
  /** The forwarder's id of the record. */
  readonly recordId: string | null;
  readonly ordinalOf: OrdinalOf;
}

/** What every event has besides its type. */
export type Recorded = Omit<OtherEvent, 'type' | 'name'>;

/** `payload` is the whole record unless told, and `joins` says that the other sources know the id too. */
export function recorded(
  placed: PlacedPayload,
  id: string,
  summary: string,
  parts: { readonly payload?: null; readonly touches?: readonly Touch[]; readonly joins?: boolean } = {},
): Recorded {
  return {
    id,
    ...(parts.joins === true ? { joins: true } : {}),
    session: placed.session,
    at: placed.at,
    receivedAt: placed.receivedAt,
    source: 'HOOK',
    summary,
    payload: parts.payload === undefined ? placed.json : parts.payload,
    context: placed.context,
    touches: parts.touches ?? [],
  };
}

/**
 * The id of a fact that no id of the client names: the forwarder's id of the record; else the content and its time,
 * and the number of identical ones before it.
 */
export function ownId(placed: PlacedPayload): string {
  const { hook, payload, session, at, recordId, ordinalOf } = placed;
  if (recordId !== null) return eventId.line(session, recordId, hook);
  const content = eventId.content(session, canonicalJson([hook, payload, at]));
  return eventId.content(session, `${content}:${ordinalOf(content)}`);
}

/** A payload names no machine and no person: those a forwarder adds. */
export function contextOf(payload: JsonObject, envelope: ForwarderEnvelope | null): EventContext {
  const cwd = folderOf(payload['cwd']);
  const transcript = asText(payload['transcript_path']);
  const account = envelope?.osAccount ?? accountOf(cwd) ?? accountOf(transcript);
  const root = rootOf(cwd, transcript);
  const remote = envelope?.remote;
  const permissionMode = asName(payload['permission_mode']);
  return {
    ...(envelope?.user === undefined || envelope.user === null ? {} : { user: envelope.user }),
    identityCarried: envelope?.user !== undefined,
    ...(envelope?.endpoint === undefined ? {} : { endpoint: envelope.endpoint }),
    ...(account === null ? {} : { osAccount: account }),
    agent: { product: 'Claude Code' },
    ...(envelope?.key === undefined ? {} : { key: envelope.key }),
    ...(root === null && remote === undefined
      ? {}
      : {
          repository: {
            ...(remote === undefined ? {} : { remote }),
            ...(root === null ? {} : { root }),
          },
        }),
    ...(cwd === null ? {} : { cwd }),
    ...(permissionMode === null ? {} : { permissionMode }),
  };
}

/** A folder's path; null for none and for what can be no path. */
export function folderOf(value: unknown): string | null {
  const text = asText(value);
  return text === null || text.length > 4096 || /\p{Cc}/u.test(text) ? null : text;
}

/** The folder in which the project was opened: that of the transcript is named after it. */
function rootOf(cwd: string | null, transcript: string | null): string | null {
  if (cwd === null || transcript === null || !/[\\/]projects[\\/][^\\/]+[\\/]/.test(transcript)) return null;
  return new RepositoryRoots(transcript).rootOf(cwd);
}
