import { readRollout } from '../../../src/sources/codex-rollout/adapter.js';
import type { LineLimits } from '../../../src/sources/lines.js';
import { readWith, type Reading } from '../recorded-reading.js';

export const THREAD = '019a4d10-2a00-7b12-8569-c53c5dde1150';

export const readCodex = (
  input: string | Uint8Array | readonly (object | string)[],
  options: { limits?: LineLimits; chunkBytes?: number } = {},
): Promise<Reading> => readWith(readRollout, input, options);

let ticks = 0;

/** A time of its own for each line: seconds after nine. */
export function tick(): string {
  ticks += 1;
  return new Date(Date.UTC(2026, 2, 2, 9, 0, ticks)).toISOString();
}

export function line(type: string, payload: object, timestamp = tick()): Record<string, unknown> {
  return { timestamp, type, payload };
}

export function meta(fields: object = {}, timestamp = tick()): Record<string, unknown> {
  return line(
    'session_meta',
    {
      id: THREAD,
      timestamp: '2026-03-02T08:59:59.000Z',
      cwd: '/home/dana/shop',
      originator: 'codex_cli_rs',
      cli_version: '0.64.0',
      source: 'cli',
      git: { branch: 'main', commit_hash: 'a1', repository_url: 'git@github.com:acme/shop.git' },
      ...fields,
    },
    timestamp,
  );
}

export function turn(fields: object = {}): Record<string, unknown> {
  return line('turn_context', {
    cwd: '/home/dana/shop',
    approval_policy: 'on-request',
    sandbox_policy: { type: 'workspace-write' },
    model: 'gpt-5-codex',
    ...fields,
  });
}

export const item = (type: string, fields: object): Record<string, unknown> =>
  line('response_item', { type, ...fields });

export const event = (type: string, fields: object = {}): Record<string, unknown> =>
  line('event_msg', { type, ...fields });

export function message(role: string, text: string, fields: object = {}): Record<string, unknown> {
  return item('message', { role, content: [{ type: 'input_text', text }], ...fields });
}

export function call(
  name: string,
  args: unknown,
  callId: string,
  fields: object = {},
): Record<string, unknown> {
  return item('function_call', { name, arguments: JSON.stringify(args), call_id: callId, ...fields });
}

export function output(callId: string, text: unknown): Record<string, unknown> {
  return item('function_call_output', { call_id: callId, output: text });
}

export interface Usage {
  readonly input: number;
  readonly cached?: number;
  readonly output: number;
  readonly cacheWrite?: number;
}

export function usage({ input, cached = 0, output: out, cacheWrite }: Usage): object {
  return {
    input_tokens: input,
    cached_input_tokens: cached,
    ...(cacheWrite === undefined ? {} : { cache_write_input_tokens: cacheWrite }),
    output_tokens: out,
    reasoning_output_tokens: Math.floor(out / 2),
    total_tokens: input + out,
  };
}

export function tokenCount(total: Usage, last: Usage): Record<string, unknown> {
  return event('token_count', {
    info: { total_token_usage: usage(total), last_token_usage: usage(last), model_context_window: 258_400 },
    rate_limits: null,
  });
}
