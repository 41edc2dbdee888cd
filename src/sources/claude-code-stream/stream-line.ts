import { asArray, asName, asText, isObject, usableId, type JsonObject } from '../json-shape.js';
import { transcriptLine, type TranscriptLine } from '../claude-code-transcript/transcript-line.js';
import type { PayloadNotes } from '../payload-notes.js';

/** What the last `init` of a session said: messages after it do not repeat it. */
export interface RunSettings {
  readonly cwd: string | null;
  readonly version: string | null;
  readonly permissionMode: string | null;
}

export const NO_SETTINGS: RunSettings = { cwd: null, version: null, permissionMode: null };

export function settingsOf(init: JsonObject): RunSettings {
  return {
    cwd: asText(init['cwd']),
    version: asName(init['claude_code_version']),
    permissionMode: asName(init['permissionMode']),
  };
}

/** How the client begins the message that stands for a compacted conversation. */
const COMPACT_SUMMARY = 'This session is being continued from a previous conversation';

/**
 * A message of the stream as the session's transcript would have it: the client gives both the same uuid, and the same
 * fields under other names. `json` is the text that `raw` was parsed from and stays the payload.
 */
export function asTranscriptLine(
  raw: JsonObject,
  json: string,
  notes: PayloadNotes,
  settings: RunSettings,
): TranscriptLine {
  const content = isObject(raw['message']) ? raw['message']['content'] : undefined;
  const line = {
    ...raw,
    sessionId: raw['session_id'],
    agentId: raw['agent_id'],
    requestId: raw['request_id'],
    toolUseResult: raw['tool_use_result'],
    permissionDecision: decisionFor(raw, content),
    compactMetadata: raw['compact_metadata'],
    isSidechain: usableId(raw['parent_tool_use_id']) !== null,
    isCompactSummary: typeof content === 'string' && content.startsWith(COMPACT_SUMMARY),
    cwd: settings.cwd,
    version: settings.version,
    permissionMode: settings.permissionMode,
    ...(raw['type'] === 'assistant' && asText(raw['error']) !== null ? { isApiErrorMessage: true } : {}),
  };
  return transcriptLine(line, json, notes);
}

/** Who let the one call through whose result the message carries. */
function decisionFor(raw: JsonObject, content: unknown): unknown {
  const results = asArray(content)
    .filter(isObject)
    .filter((block) => block['type'] === 'tool_result');
  const [only] = results;
  if (only === undefined || results.length > 1) return undefined;
  const meta = asArray(raw['tool_result_meta'])
    .filter(isObject)
    .find(({ id }) => id === only['tool_use_id']);
  return meta?.['permission_decision'];
}
