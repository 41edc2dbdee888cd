import { isRedacted } from '../../events/ids.js';
import { asName, asText, type JsonObject } from './json-shape.js';

/** One line of a transcript: the envelope that all line types share, and the rest as it was parsed. */
export interface TranscriptLine {
  readonly type: string;
  readonly sessionId: string | null;
  readonly agentId: string | null;
  readonly isSidechain: boolean;
  readonly uuid: string | null;
  readonly parentUuid: string | null;
  /** Epoch milliseconds; null where the line has no time or no valid one. */
  readonly at: number | null;
  readonly cwd: string | null;
  readonly branch: string | null;
  readonly version: string | null;
  readonly permissionMode: string | null;
  readonly raw: JsonObject;
  /** The line as received; where it is not that, it says so of itself. */
  readonly payload: string;
  readonly notes: PayloadNotes;
}

/** What is different between a record and the payload that is kept of it. */
export interface PayloadNotes {
  /** Size and SHA-256 (hex) of the whole line, of whose long values only the beginning is kept. */
  readonly truncated?: { readonly sizeBytes: number; readonly sha256: string };
  /** NUL bytes were left out, or bytes that were no UTF-8 became U+FFFD. */
  readonly sanitised?: true;
  /** What became of a tool call that did not simply succeed: known from another line than the record's own. */
  readonly outcome?: string;
}

/** `json`, or an object with what there is to note under `$runtrail` and the rest under `payload`. */
export function payloadText(json: string, notes: PayloadNotes): string {
  return Object.keys(notes).length === 0 ? json : `{"$runtrail":${JSON.stringify(notes)},"payload":${json}}`;
}

/** `json` is the text that `raw` was parsed from. */
export function transcriptLine(raw: JsonObject, json: string, notes: PayloadNotes = {}): TranscriptLine {
  return {
    type: asName(raw['type']) ?? '',
    sessionId: usableId(raw['sessionId']),
    agentId: usableId(raw['agentId']),
    isSidechain: raw['isSidechain'] === true,
    uuid: usableId(raw['uuid']),
    parentUuid: usableId(raw['parentUuid']),
    at: parseInstant(raw['timestamp']),
    cwd: asText(raw['cwd']),
    branch: asName(raw['gitBranch']),
    version: asName(raw['version']),
    permissionMode: asName(raw['permissionMode']),
    raw,
    payload: payloadText(json, notes),
    notes,
  };
}

/**
 * The message that an `agent_progress` line carries, as the subagent's own file would have it: the time, uuid and
 * request id are the message's, the surroundings those of the line around it.
 */
export function embeddedLine(around: TranscriptLine, message: JsonObject, agentId: string): TranscriptLine {
  const raw = { ...message, sessionId: around.sessionId, agentId, isSidechain: true };
  return {
    ...transcriptLine(raw, JSON.stringify(message), around.notes),
    cwd: around.cwd,
    branch: around.branch,
    version: around.version,
  };
}

/** An id that can name something: null for none, and for what a redactor left in place of one. */
export function usableId(value: unknown): string | null {
  const id = asName(value);
  return id === null || isRedacted(id) ? null : id;
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$/;

/** Epoch milliseconds of an ISO 8601 instant; without a zone it is taken as UTC, whatever the machine's own. */
function parseInstant(value: unknown): number | null {
  if (typeof value !== 'string') return null;
  const match = INSTANT.exec(value);
  if (match === null) return null;
  const at = Date.parse(match[1] === undefined ? `${value}Z` : value);
  return Number.isNaN(at) ? null : at;
}
