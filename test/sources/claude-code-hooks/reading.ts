import { createReadStream } from 'node:fs';
import { fileURLToPath } from 'node:url';

import type { EventType, Reject, RuntrailEvent, SourceItem } from '../../../src/events/event.js';
import { readHookLog } from '../../../src/sources/claude-code-hooks/adapter.js';
import type { LineLimits } from '../../../src/sources/lines.js';

export const RECEIVED_AT = Date.UTC(2026, 2, 3);
export const SESSION = '5f0d7c1e-8a43-4b6e-9d21-3c7a90e4b1f2';
export const session = { product: 'claude-code', sessionId: SESSION } as const;

/** Everything that the adapter said of one input. */
export interface Reading {
  readonly items: readonly SourceItem[];
  readonly events: readonly RuntrailEvent[];
  readonly rejects: readonly Reject[];
  readonly skips: readonly string[];
}

export function fixturePath(name: string): string {
  return fileURLToPath(new URL(`../../fixtures/claude-code-hooks/${name}`, import.meta.url));
}

export async function readFixture(name: string, as = name): Promise<Reading> {
  return collected(as, createReadStream(fixturePath(name)), {});
}

/** Objects are written as JSON, one a line; texts and bytes are taken as they are. */
export async function readText(
  input: string | Uint8Array | readonly object[],
  limits: LineLimits = {},
): Promise<Reading> {
  const bytes = Array.isArray(input)
    ? Buffer.from(input.map((record) => `${JSON.stringify(record)}\n`).join(''))
    : Buffer.from(input as string | Uint8Array);
  return collected('given.jsonl', chunksOf(bytes), limits);
}

async function collected(
  name: string,
  chunks: AsyncIterable<Uint8Array>,
  limits: LineLimits,
): Promise<Reading> {
  const items: SourceItem[] = [];
  for await (const item of readHookLog({ name, receivedAt: RECEIVED_AT, chunks }, limits)) items.push(item);
  return sorted(items);
}

export function sorted(items: readonly SourceItem[]): Reading {
  return {
    items,
    events: items.flatMap((item) => (item.kind === 'event' ? [item.event] : [])),
    rejects: items.flatMap((item) => (item.kind === 'reject' ? [item.reject] : [])),
    skips: items.flatMap((item) => (item.kind === 'skip' ? [item.name] : [])),
  };
}

async function* chunksOf(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
}

export function ofType<T extends EventType>(
  reading: Pick<Reading, 'events'>,
  type: T,
): readonly Extract<RuntrailEvent, { type: T }>[] {
  return reading.events.filter((event): event is Extract<RuntrailEvent, { type: T }> => event.type === type);
}

/** A payload as the client writes it. */
export function payload(hook: string, fields: object = {}): Record<string, unknown> {
  return {
    session_id: SESSION,
    transcript_path: `/home/dana/.claude/projects/-home-dana-shop/${SESSION}.jsonl`,
    cwd: '/home/dana/shop',
    hook_event_name: hook,
    ...fields,
  };
}
