import { createReadStream } from 'node:fs';
import { fileURLToPath } from 'node:url';

import type { EventType, Reject, RuntrailEvent, SourceItem } from '../../../src/events/event.js';
import { readTranscript } from '../../../src/sources/claude-code-transcript/adapter.js';
import type { LineLimits } from '../../../src/sources/lines.js';

const RECEIVED_AT = Date.UTC(2026, 2, 3);

/** Everything that the adapter said of one input. */
export interface Reading {
  readonly items: readonly SourceItem[];
  readonly events: readonly RuntrailEvent[];
  readonly rejects: readonly Reject[];
  /** Skipped lines, counted by name. */
  readonly skips: Readonly<Record<string, number>>;
}

export function fixturePath(name: string): string {
  return fileURLToPath(new URL(`../../fixtures/claude-code/${name}`, import.meta.url));
}

export async function readFixture(name: string, as = name): Promise<Reading> {
  return collected(as, createReadStream(fixturePath(name)), {});
}

/** Objects are written as JSON, one a line; bytes and texts are taken as they are. */
export async function readText(
  input: string | Uint8Array | readonly (object | string)[],
  name = 'given.jsonl',
  limits: LineLimits = {},
): Promise<Reading> {
  const text =
    typeof input === 'string' || input instanceof Uint8Array
      ? input
      : input.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');
  return collected(name, chunksOf(Buffer.from(text)), limits);
}

async function collected(
  name: string,
  chunks: AsyncIterable<Uint8Array>,
  limits: LineLimits,
): Promise<Reading> {
  const items: SourceItem[] = [];
  for await (const item of readTranscript({ name, receivedAt: RECEIVED_AT, chunks }, limits))
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
  for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
}

export function ofType<T extends EventType>(
  reading: Reading,
  type: T,
): readonly Extract<RuntrailEvent, { type: T }>[] {
  return reading.events.filter((event): event is Extract<RuntrailEvent, { type: T }> => event.type === type);
}

/** The facts of a reading in an order of their own, for comparing readings of the same lines in other orders. */
export function facts(reading: Reading): readonly string[] {
  return reading.events.map((event) => JSON.stringify(event)).toSorted();
}

export const SESSION = '5f0d7c1e-8a43-4b6e-9d21-3c7a90e4b1f2';

let lineCount = 0;

/** A line as the client writes it, with a uuid of its own. */
export function line(type: string, fields: object = {}): Record<string, unknown> {
  lineCount += 1;
  return {
    parentUuid: null,
    isSidechain: false,
    userType: 'external',
    cwd: '/home/dana/shop',
    sessionId: SESSION,
    version: '2.1.49',
    gitBranch: 'main',
    type,
    uuid: `6b1f0a2c-4d5e-4f60-8a7b-${String(lineCount).padStart(12, '0')}`,
    timestamp: '2026-03-02T09:00:00.000Z',
    ...fields,
  };
}

export function toolUse(
  id: string,
  name: string,
  input: object,
  fields: object = {},
): Record<string, unknown> {
  const content = [{ type: 'tool_use', id, name, input }];
  return line('assistant', {
    message: { id: `msg_01Of${id.slice(-18)}`, model: 'claude-sonnet-4-5', content },
    ...fields,
  });
}

export function toolResult(id: string, content: unknown, fields: object = {}): Record<string, unknown> {
  const { isError, ...rest } = { isError: false, ...fields };
  const block = { type: 'tool_result', tool_use_id: id, content, ...(isError ? { is_error: true } : {}) };
  return line('user', { message: { role: 'user', content: [block] }, ...rest });
}
