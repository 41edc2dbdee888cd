import { SeededRandom } from '../../src/demo/seeded-random.js';
import type { NativeEventJson } from '../../src/sources/native/wire.js';
import type { PlannedFamily } from './session-plans.js';

const WORDS = [
  'ledger',
  'retry',
  'schema',
  'returns',
  'the',
  'queue',
  'and',
  'profile',
  'after',
  'value',
  'route',
] as const;

/** The events of planned sessions as lines of the native format, each with a payload such as an agent would send. */
export function* nativeLines(families: Iterable<PlannedFamily>): Generator<string> {
  for (const { top, subagents } of families) {
    const random = new SeededRandom(`payloads of ${top.ref.sessionId}`);
    for (const { events } of [top, ...subagents]) {
      for (const event of events)
        yield `${JSON.stringify({ ...event, payload: payloadOf(event, random) })}\n`;
    }
  }
}

function payloadOf(event: NativeEventJson, random: SeededRandom): object {
  const text = (least: number, most: number): string =>
    Array.from({ length: random.integer(least, most) }, () => random.pick(WORDS)).join(' ');
  switch (event.type) {
    case 'USER_PROMPT':
      return { prompt: text(6, 40) };
    case 'TOOL_USE':
      return {
        tool_name: event.tool,
        tool_input: { target: event.touches?.[0] ?? null, description: text(3, 12) },
      };
    case 'TOOL_RESULT':
      return { tool_name: event.tool, tool_response: { content: text(20, 120) } };
    case 'ASSISTANT_STOP':
      return { last_assistant_message: text(10, 60) };
    default:
      return { type: event.type };
  }
}
