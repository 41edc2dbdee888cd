import type { EventType, Reject, RuntrailEvent, SourceItem } from '../../../src/events/event.js';
import type { SourceInput } from '../../../src/sources/source.js';

/** Everything that an adapter said of one input. */
export interface Reading {
  readonly items: readonly SourceItem[];
  readonly events: readonly RuntrailEvent[];
  readonly rejects: readonly Reject[];
  /** Skipped records, counted by name. */
  readonly skips: Readonly<Record<string, number>>;
}

/** A value is written as JSON; bytes and texts are taken as they are. Chunks are small, to fall inside of records. */
export async function readWith(
  read: (input: SourceInput) => AsyncIterable<SourceItem>,
  given: unknown,
  name = 'given.json',
): Promise<Reading> {
  const bytes =
    given instanceof Uint8Array
      ? Buffer.from(given)
      : Buffer.from(typeof given === 'string' ? given : JSON.stringify(given));
  const items: SourceItem[] = [];
  for await (const item of read({ name, receivedAt: Date.UTC(2026, 2, 3), chunks: chunksOf(bytes) }))
    items.push(item);
  const skips: Record<string, number> = {};
  for (const item of items) if (item.kind === 'skip') skips[item.name] = (skips[item.name] ?? 0) + 1;
  return {
    items,
    events: items.flatMap((item) => (item.kind === 'event' ? [item.event] : [])),
    rejects: items.flatMap((item) => (item.kind === 'reject' ? [item.reject] : [])),
    skips,
  };
}

async function* chunksOf(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 700) yield bytes.subarray(at, at + 700);
}

export function ofType<T extends EventType>(
  reading: Reading,
  type: T,
): readonly Extract<RuntrailEvent, { type: T }>[] {
  return reading.events.filter((event): event is Extract<RuntrailEvent, { type: T }> => event.type === type);
}

/** The touches of all tool uses, as `READ /a (HIGH)`. */
export function touches(reading: Reading): readonly string[] {
  return reading.events.flatMap((event) =>
    event.touches.map(
      (touch) => `${touch.kind} ${touch.kind === 'CALLED' ? touch.host : touch.path} ${touch.confidence}`,
    ),
  );
}

/** Lines of JSON. */
export function lines(...values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}
