import { nativeLines } from '../company/native-lines.js';
import { sessionPlans } from '../company/session-plans.js';

const LINE_BYTES = 10_000;
/** Of a generated session with its subagents, about. */
const EVENTS_IN_SESSION = 50;

/**
 * Native events with the long payloads that agents that read files have, one a line, until so many bytes are given:
 * so a file is large without holding more events than can be written in reasonable time.
 */
export function* heavyLines({
  seed,
  sizeBytes,
}: {
  readonly seed: string;
  readonly sizeBytes: number;
}): Generator<string> {
  const sessions = Math.ceil(sizeBytes / LINE_BYTES / EVENTS_IN_SESSION) + 20;
  let given = 0;
  for (const line of nativeLines(sessionPlans({ sessions, seed }))) {
    if (given >= sizeBytes) return;
    const heavy = withContent(line);
    given += heavy.length;
    yield heavy;
  }
}

/** Repeats the event's own line in its payload: text with quotes to escape, different in every event. */
function withContent(line: string): string {
  const event = JSON.parse(line) as Readonly<Record<string, unknown>>;
  const text = `${line.trim()}\n`;
  const repeats = Math.max(1, Math.floor((LINE_BYTES - line.length) / (text.length * 1.15)));
  return `${JSON.stringify({ ...event, payload: { file: { content: text.repeat(repeats) } } })}\n`;
}
