import type { EventType, Reject, RuntrailEvent, SourceItem } from '../../src/events/event.js';
import type { LineLimits } from '../../src/sources/lines.js';
import type { SourceInput } from '../../src/sources/source.js';

const RECEIVED_AT = Date.UTC(2026, 2, 3);

type Read = (input: SourceInput, limits?: LineLimits) => AsyncIterable<SourceItem>;

/** Everything that an adapter said of one input. */
export interface Reading {
  readonly items: readonly SourceItem[];
  readonly events: readonly RuntrailEvent[];
  readonly rejects: readonly Reject[];
  /** Skipped records, counted by name. */
  readonly skips: Readonly<Record<string, number>>;
}

/** Objects are written as JSON, one a line; bytes and texts are taken as they are, in chunks of `chunkBytes`. */
export async function readWith(
  read: Read,
  input: string | Uint8Array | readonly (object | string)[],
  { limits = {}, chunkBytes = 1000 }: { limits?: LineLimits; chunkBytes?: number } = {},
): Promise<Reading> {
  const text =
    typeof input === 'string' || input instanceof Uint8Array
      ? input
      : input.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
  const chunks = chunksOf(Buffer.from(text), chunkBytes);
  const items: SourceItem[] = [];
  for await (const item of read({ name: 'given', receivedAt: RECEIVED_AT, chunks }, limits)) items.push(item);
  const skips: Record<string, number> = {};
  for (const item of items) if (item.kind === 'skip') skips[item.name] = (skips[item.name] ?? 0) + 1;
  return {
    items,
    events: items.flatMap((item) => (item.kind === 'event' ? [item.event] : [])),
    rejects: items.flatMap((item) => (item.kind === 'reject' ? [item.reject] : [])),
    skips,
  };
}

async function* chunksOf(bytes: Buffer, chunkBytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

export function ofType<T extends EventType>(
  reading: Reading,
  type: T,
): readonly Extract<RuntrailEvent, { type: T }>[] {
  return reading.events.filter((event): event is Extract<RuntrailEvent, { type: T }> => event.type === type);
}

/** `READ /home/dana/shop/a.ts HIGH`, `CALLED example.com HIGH`. */
export function touchesOf(event: RuntrailEvent | undefined): readonly string[] {
  return (event?.touches ?? []).map(
    (touch) => `${touch.kind} ${touch.kind === 'CALLED' ? touch.host : touch.path} ${touch.confidence}`,
  );
}
