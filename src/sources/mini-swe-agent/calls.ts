import { asArray, asObject, asText, isObject, type JsonObject, usableId } from '../json-shape.js';
import { parsedJson } from '../json-file/record.js';
import { leadingText } from '../summaries.js';

/** A command that the model asked for. */
export interface Command {
  readonly text: string;
  readonly callId: string | null;
}

/** What came of it. */
export interface Result {
  readonly message: JsonObject;
  /** Null where it is not known. */
  readonly exitCode: number | null;
  /** It was cut off, or never run. */
  readonly exception: string | null;
}

const BLOCK = /```(?:bash|mswea_bash_command)[ \t]*\n([\s\S]*?)\n```/g;

/** The commands of an assistant message: its parsed actions, else its tool calls, else its one fenced block. */
export function commandsOf(message: JsonObject): readonly Command[] {
  const actions = asObject(message['extra'])?.['actions'];
  if (Array.isArray(actions)) {
    return actions.filter(isObject).flatMap((action) => command(action['command'], action['tool_call_id']));
  }
  const calls = asArray(message['tool_calls']).filter(isObject);
  if (calls.length > 0) {
    return calls.flatMap((call) => {
      const said = asObject(call['function'])?.['arguments'];
      const input = asObject(typeof said === 'string' ? parsedJson(said) : said);
      return command(input?.['command'], call['id']);
    });
  }
  // The agent runs nothing where the model wrote no block or several.
  const blocks = [...contentText(message).matchAll(BLOCK)];
  const [only] = blocks;
  return blocks.length === 1 && only !== undefined ? command(only[1], null) : [];
}

function command(text: unknown, callId: unknown): readonly Command[] {
  const said = asText(text)?.trim() ?? '';
  return said === '' ? [] : [{ text: said, callId: usableId(callId) }];
}

/** A message's text; `output` holds it where the model was asked by the Responses interface. */
export function contentText(message: JsonObject): string {
  return leadingText(message['content'] ?? message['output']);
}

/** What a message tells of the outcome of a command. */
export function resultOf(message: JsonObject): Result {
  const extra = asObject(message['extra']) ?? {};
  const text = contentText(message);
  const said =
    extra['returncode'] ??
    Number(
      /^\s*(?:<exception>[\s\S]{0,4096}?<\/exception>\s*)?<returncode>(-?\d+)<\/returncode>/.exec(text)?.[1],
    );
  const timedOut = /^The last command <command>[\s\S]*timed out and has been killed/.test(text);
  return {
    message,
    exitCode: typeof said === 'number' && Number.isInteger(said) ? said : null,
    exception: asText(extra['exception_info']) ?? (timedOut ? 'timed out' : null),
  };
}

/** PARTLY for what ran and failed or was cut off, FAILED for what was never run; null for a success. */
export function outcomeOf(result: Result): 'PARTLY' | 'FAILED' | null {
  if (result.exception === 'action was not executed') return 'FAILED';
  if (result.exception !== null) return 'PARTLY';
  return result.exitCode === null || result.exitCode === 0 ? null : 'PARTLY';
}

/** True for a message that answers a call: by its role, or, from the Responses interface, by its type. */
export function answers(message: JsonObject): string | null {
  return usableId(message['tool_call_id']) ?? usableId(message['call_id']);
}
