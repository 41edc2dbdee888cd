import { parseInstant } from '../instant.js';
import { asName, asText, type JsonObject, usableId } from '../json-shape.js';
import { payloadText, type PayloadNotes } from '../payload-notes.js';

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
