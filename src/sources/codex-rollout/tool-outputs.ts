import type { Outcome } from '../claude-code/tool-outcome.js';
import { asArray, asObject, asText, isObject, type JsonObject } from '../json-shape.js';
import { parsedJson } from '../object-lines.js';

/** What came of a call. */
export interface CallResult {
  readonly outcome: Outcome;
  readonly isError: boolean;
  /** Null where the output does not say. */
  readonly exitCode: number | null;
  readonly durationMs: number | null;
  /** The beginning of what the tool answered. */
  readonly text: string;
}

const MAX_TEXT = 2000;

const REFUSED =
  /^(?:exec command rejected by user|(?:patch|apply_patch) rejected|user (?:rejected|cancelled) MCP tool call|rejected: |Rejected\(|exec_command (?:failed|error)[^\n]{0,4000}(?:rejected by user|Rejected\()|This action was rejected)/;
/** The call was taken up and broken off: what it did until then is done. */
const BROKEN_OFF = /^(?:aborted|command timed out|failed in sandbox)/;
/** Words of the client itself, not of a program that it ran. */
const NEVER_RAN =
  /^(?:apply_patch verification failed|failed to parse|unsupported (?:call|custom tool call)|execution error|exec_command failed|error: |err: |tool call error|MCP tool call|unknown tool|invalid )/i;

/**
 * The result in an `…_output` item. Shells answer in JSON with their exit code (before 0.4x), in a text that begins
 * with `Exit code: N`, or in one that begins with `Chunk ID:`; all other tools answer in plain text.
 */
export function outputResult(output: unknown, tool: string | undefined): CallResult {
  const { text, success } = outputText(output);
  const shell = jsonResult(text) ?? headedResult(text);
  if (shell !== null) return { ...shell, outcome: ranOutcome(shell.exitCode, tool) };
  const plain = { exitCode: null, durationMs: null, text: text.slice(0, MAX_TEXT) };
  if (REFUSED.test(text)) return { ...plain, outcome: 'DENIED', isError: true };
  if (BROKEN_OFF.test(text)) return { ...plain, outcome: 'PARTLY', isError: true };
  if (NEVER_RAN.test(text) || success === false) return { ...plain, outcome: 'FAILED', isError: true };
  return { ...plain, outcome: 'RAN', isError: false };
}

/** A patch whose application failed changed nothing; a command that failed ran all the same. */
function ranOutcome(exitCode: number | null, tool: string | undefined): Outcome {
  if (exitCode === null || exitCode === 0) return 'RAN';
  return tool === 'apply_patch' ? 'FAILED' : 'PARTLY';
}

/** An output is a text, content items, one content item, or an object with either and a verdict. */
function outputText(output: unknown): { readonly text: string; readonly success: boolean | null } {
  if (typeof output === 'string') return { text: output, success: null };
  if (Array.isArray(output)) {
    const texts = asArray(output).flatMap((part) => asText(asObject(part)?.['text']) ?? []);
    return { text: texts.join('\n'), success: null };
  }
  const fields = asObject(output);
  if (fields === null) return { text: '', success: null };
  const success = typeof fields['success'] === 'boolean' ? fields['success'] : null;
  const inside = fields['content'] ?? fields['body'] ?? fields['text'];
  return { text: outputText(isObject(inside) ? null : inside).text, success };
}

type ShellResult = Omit<CallResult, 'outcome'>;

function jsonResult(text: string): ShellResult | null {
  if (!text.startsWith('{')) return null;
  const parsed = parsedJson(text);
  const metadata = isObject(parsed) ? asObject(parsed['metadata']) : null;
  if (!isObject(parsed) || metadata === null || !('output' in parsed)) return null;
  return shellResult(
    metadata['exit_code'],
    metadata['duration_seconds'],
    asText(parsed['output'])?.slice(0, MAX_TEXT) ?? '',
  );
}

/** The lines before `Output:` say how it went. */
function headedResult(text: string): ShellResult | null {
  const end = text.indexOf('\nOutput:');
  const head = text.slice(0, end === -1 ? 500 : Math.min(end, 500));
  if (!/^(?:Exit code: |Chunk ID: |Wall time: )/.test(head)) return null;
  const exitCode = /^(?:Exit code: |Process exited with code )(-?\d{1,10})$/m.exec(head)?.[1];
  const seconds = /^Wall time: (\d{1,9}(?:\.\d{1,9})?) seconds$/m.exec(head)?.[1];
  const body = end === -1 ? '' : text.slice(end + '\nOutput:'.length, end + MAX_TEXT).trimStart();
  return shellResult(
    exitCode === undefined ? null : Number(exitCode),
    seconds === undefined ? null : Number(seconds),
    body,
  );
}

function shellResult(exitCode: unknown, seconds: unknown, text: string): ShellResult {
  const code = typeof exitCode === 'number' && Number.isSafeInteger(exitCode) ? exitCode : null;
  return { exitCode: code, durationMs: durationMs(seconds), isError: code !== null && code !== 0, text };
}

function durationMs(seconds: unknown): number | null {
  return typeof seconds === 'number' && seconds >= 0 && seconds < 1e9 ? Math.round(seconds * 1000) : null;
}

/** A duration as events have it: `{secs, nanos}`, or a number of seconds. */
function eventDurationMs(duration: unknown): number | null {
  const fields = asObject(duration);
  if (fields === null) return durationMs(duration);
  const { secs, nanos } = fields;
  if (typeof secs !== 'number') return null;
  return durationMs(secs + (typeof nanos === 'number' ? nanos / 1e9 : 0));
}

/** The result of an event that ends a command, a patch or an MCP call. */
export function endResult(end: JsonObject, tool: string): CallResult {
  const exitCode = end['exit_code'];
  const code = typeof exitCode === 'number' && Number.isSafeInteger(exitCode) ? exitCode : null;
  const status = asText(end['status']);
  const mcp = asObject(end['result']);
  const failed =
    (code !== null && code !== 0) ||
    end['success'] === false ||
    status === 'failed' ||
    (mcp !== null && ('Err' in mcp || asObject(mcp['Ok'])?.['isError'] === true));
  const text = asText(end['aggregated_output']) ?? asText(end['stderr']) ?? asText(mcp?.['Err']) ?? '';
  const outcome: Outcome =
    status === 'declined' ? 'DENIED' : !failed ? 'RAN' : code !== null ? ranOutcome(code, tool) : 'FAILED';
  return {
    outcome,
    isError: failed || status === 'declined',
    exitCode: code,
    durationMs: eventDurationMs(end['duration']),
    text: text.slice(0, MAX_TEXT),
  };
}
