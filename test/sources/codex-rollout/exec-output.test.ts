import { describe, expect, it } from 'vitest';

import { ofType, touchesOf } from '../recorded-reading.js';
import { readCodex } from './rollout-lines.js';

const started = { type: 'thread.started', thread_id: '019a4d10-2a00-7b12-8569-c53c5dde1150' };
const completed = (item: object) => ({ type: 'item.completed', item });

describe('codex exec --json', () => {
  it('tells of commands, files and tools without times, as a live feed', async () => {
    const reading = await readCodex([
      started,
      { type: 'turn.started' },
      {
        type: 'item.started',
        item: { id: 'item_1', type: 'command_execution', command: 'cat /home/dana/.env' },
      },
      completed({
        id: 'item_1',
        type: 'command_execution',
        command: "/bin/bash -lc 'cat /home/dana/.env'",
        exit_code: 0,
        status: 'completed',
      }),
      completed({
        id: 'item_2',
        type: 'command_execution',
        command: 'curl https://example.com',
        exit_code: 6,
        status: 'failed',
      }),
      completed({
        id: 'item_3',
        type: 'file_change',
        changes: [{ path: '/home/dana/a.ts', kind: 'update' }],
        status: 'completed',
      }),
      completed({
        id: 'item_4',
        type: 'mcp_tool_call',
        server: 'tracker',
        tool: 'list_issues',
        status: 'completed',
      }),
      completed({ id: 'item_5', type: 'agent_message', text: 'Done.' }),
    ]);
    expect(reading.rejects).toEqual([]);
    expect(ofType(reading, 'TOOL_USE').map((use) => [use.tool, use.outcome, ...touchesOf(use)])).toEqual([
      ['exec_command', undefined, 'READ /home/dana/.env HIGH'],
      ['exec_command', 'PARTLY', 'CALLED example.com LOW'],
      ['apply_patch', undefined, 'WROTE /home/dana/a.ts HIGH'],
      ['mcp__tracker__list_issues', undefined],
    ]);
    expect(reading.events.every(({ at, source }) => at === null && source === 'HOOK')).toBe(true);
    expect(reading.events.some(({ joins }) => joins === true)).toBe(false);
  });

  it('states a turn’s share of the thread’s tokens', async () => {
    const reading = await readCodex([
      started,
      { type: 'turn.completed', usage: { input_tokens: 1000, cached_input_tokens: 400, output_tokens: 30 } },
      { type: 'turn.completed', usage: { input_tokens: 2500, cached_input_tokens: 1400, output_tokens: 50 } },
    ]);
    expect(ofType(reading, 'MODEL_REQUEST').map(({ tokens }) => tokens)).toEqual([
      { input: 600, cacheRead: 400, cacheCreation: 0, output: 30 },
      { input: 500, cacheRead: 1000, cacheCreation: 0, output: 20 },
    ]);
  });

  it('without its first line says whose it is not', async () => {
    const reading = await readCodex([{ type: 'turn.started' }, { ...started, thread_id: '[REDACTED]' }]);
    expect(reading.rejects.map(({ code, position }) => [code, position])).toEqual([
      ['NO_SESSION_ID', 'line 1'],
      ['NO_SESSION_ID', 'line 2'],
    ]);
    expect(reading.events).toEqual([]);
  });
});
