import { asArray, asText, isObject, type JsonObject } from '../json-shape.js';

/**
 * What became of a tool call.
 * RAN: it succeeded. PARTLY: it ran and failed or was interrupted, so what it touched is likely but not certain.
 * FAILED: it did not get to do anything. DENIED: a person, a rule or a hook refused it.
 */
export type Outcome = 'RAN' | 'PARTLY' | 'FAILED' | 'DENIED';

/** How the client words a refusal, by the beginning of the result. The newest clients also mark the line. */
const REFUSALS = [
  /^The user doesn't want to (?:proceed with this tool use|take this action)/,
  /^Permission to use .{1,20000} has been (?:auto-)?denied/s,
  /^Claude requested permissions to .{1,20000}, but you haven't granted it yet/s,
  /^\S{1,40} in '.{0,4096}' was blocked\. For security/s,
  /^(?:\S{1,60} )?(?:hook (?:blocking )?error|operation blocked by hook)/i,
];

/** The command ran and failed: from 2.0 on its exit code leads the result, before that its output stands alone. */
const RAN_AND_FAILED =
  /^(?:Error: )?(?:Exit code \d|Command timed out|Command was aborted)|^\[Request interrupted by user for tool/;
const NEVER_RAN = /^<tool_use_error>|^Warmup$|posix_spawn|InputValidationError/;

/** `line` is the line's raw object, `block` its tool_result block. */
export function outcomeOf(
  line: JsonObject,
  block: JsonObject,
  call: { readonly tool: string | null; readonly version: string | null },
): Outcome {
  const text = resultText(block);
  const failed = isFailure(block);
  if (isMarkedDenied(line) || (failed && REFUSALS.some((refusal) => refusal.test(text)))) return 'DENIED';
  const result = line['toolUseResult'];
  if (!failed) return isObject(result) && result['interrupted'] === true ? 'PARTLY' : 'RAN';
  if (call.tool === 'Bash' || call.tool === null) {
    if (RAN_AND_FAILED.test(text)) return 'PARTLY';
    if (call.tool !== null && /^[01]\./.test(call.version ?? '') && !NEVER_RAN.test(text)) return 'PARTLY';
  }
  // The server answered, if not with what was hoped for.
  if (call.tool === 'WebFetch' && /status code \d{3}/.test(text)) return 'PARTLY';
  return 'FAILED';
}

export function isFailure(block: JsonObject): boolean {
  return block['is_error'] === true;
}

function isMarkedDenied(line: JsonObject): boolean {
  if (asText(line['toolDenialKind']) !== null) return true;
  return permissionDecision(line) === 'DENY';
}

/** What the line says about who let the call through; null where it says nothing (clients before 2.1). */
export function permissionDecision(line: JsonObject): 'ALLOW' | 'DENY' | null {
  const decision = isObject(line['permissionDecision']) ? line['permissionDecision']['decision'] : null;
  if (decision === 'accept' || decision === 'allow') return 'ALLOW';
  return decision === 'reject' || decision === 'deny' ? 'DENY' : null;
}

/** The beginning of a result's text, whether it is a string or blocks. */
export function resultText(block: JsonObject): string {
  const content = block['content'];
  if (typeof content === 'string') return content.slice(0, 30_000);
  const first = asArray(content).find((part) => isObject(part) && part['type'] === 'text');
  return isObject(first) ? (asText(first['text']) ?? '').slice(0, 30_000) : '';
}
