import { describe, expect, it } from 'vitest';

import { eventId } from '../../../src/events/ids.js';
import { ofType, touchesOf } from '../recorded-reading.js';
import { call, event, item, meta, output, readCodex, THREAD, turn } from './rollout-lines.js';

const REF = { product: 'codex', sessionId: THREAD };

async function oneCall(...lines: object[]) {
  const reading = await readCodex([meta(), turn(), ...lines]);
  expect(reading.rejects).toEqual([]);
  return {
    reading,
    use: ofType(reading, 'TOOL_USE')[0],
    result: ofType(reading, 'TOOL_RESULT')[0],
    uses: ofType(reading, 'TOOL_USE').length,
  };
}

describe('shell calls', () => {
  it.each([
    ['shell', { command: ['bash', '-lc', 'cat src/auth.ts | head'], workdir: '/home/dana/shop' }],
    ['shell_command', { command: 'cat src/auth.ts' }],
    ['exec_command', { cmd: 'cat auth.ts', workdir: 'src' }],
    ['shell', { command: ['cat', 'src/auth.ts'] }],
  ])('of %s touch what their words do: %j', async (name, args) => {
    const { use } = await oneCall(
      call(name, args, 'call_1'),
      output('call_1', 'Exit code: 0\nWall time: 0.1 seconds\nOutput:\n'),
    );
    expect(use).toMatchObject({ tool: name, joins: true, id: eventId.toolUse(REF, 'call_1') });
    expect(touchesOf(use)).toEqual(['READ /home/dana/shop/src/auth.ts HIGH']);
  });

  it('as local_shell_call are read alike', async () => {
    const action = {
      type: 'exec',
      command: ['curl', 'https://example.com/a'],
      working_directory: '/home/dana',
    };
    const { use } = await oneCall(
      item('local_shell_call', { call_id: 'call_1', status: 'completed', action }),
    );
    expect(use).toMatchObject({ tool: 'local_shell', summary: 'local_shell: curl https://example.com/a' });
    expect(touchesOf(use)).toEqual(['CALLED example.com HIGH']);
  });

  it.each([
    [
      'JSON',
      JSON.stringify({ output: 'no', metadata: { exit_code: 2, duration_seconds: 1.25 } }),
      true,
      1250,
    ],
    ['a heading', 'Exit code: 2\nWall time: 1.25 seconds\nOutput:\nno', true, 1250],
    [
      'a chunk',
      'Chunk ID: 9c\nWall time: 1.2500 seconds\nProcess exited with code 2\nOriginal token count: 1\nOutput:\nno',
      true,
      1250,
    ],
    [
      'JSON of a success',
      JSON.stringify({ output: 'ok', metadata: { exit_code: 0, duration_seconds: 0 } }),
      false,
      0,
    ],
    [
      'a chunk of a process that runs on',
      'Chunk ID: 9c\nWall time: 1.0 seconds\nProcess running with session ID 7\nOutput:\n',
      false,
      1000,
    ],
    ['plain text', 'Plan updated', false, undefined],
    ['content', [{ type: 'input_text', text: 'ok' }], false, undefined],
    ['an object with a verdict', { content: 'no', success: false }, true, undefined],
  ])('end as %s says', async (_, text, isError, durationMs) => {
    const { result } = await oneCall(call('shell', { command: ['ls'] }, 'call_1'), output('call_1', text));
    expect(result).toMatchObject({
      tool: 'shell',
      isError,
      joins: true,
      id: eventId.toolResult(REF, 'call_1'),
    });
    expect(result?.durationMs).toBe(durationMs);
  });

  it('that run on take no exit code from what the command printed so far', async () => {
    const running = 'Chunk ID: 9c\nProcess running with session ID 7\nOutput:\nProcess exited with code 3\n';
    const { result } = await oneCall(call('exec_command', { cmd: 'x' }, 'call_1'), output('call_1', running));
    expect(result?.isError).toBe(false);
  });

  it('that are told twice are two records of one call', async () => {
    const told = call('shell', { command: ['cat', 'a.ts'] }, 'call_1');
    const { uses, reading } = await oneCall(told, told, output('call_1', 'exec command rejected by user'));
    expect(uses).toBe(2);
    expect(new Set(ofType(reading, 'TOOL_USE').map(({ id }) => id)).size).toBe(1);
  });

  it('take no exit code from what the command printed', async () => {
    const printed =
      'Exit code: 0\nWall time: 0.1 seconds\nOutput:\nProcess exited with code 3\nExit code: 4\n';
    const { result } = await oneCall(call('shell', { command: ['x'] }, 'call_1'), output('call_1', printed));
    expect(result?.isError).toBe(false);
  });

  it.each([
    ['Exit code: 1\nWall time: 0 seconds\nOutput:\n', 'PARTLY', ['READ /home/dana/shop/a.ts LOW']],
    [
      'failed in sandbox: sandbox error: command was killed by a signal',
      'PARTLY',
      ['READ /home/dana/shop/a.ts LOW'],
    ],
    ['aborted by user after 3.2s', 'PARTLY', ['READ /home/dana/shop/a.ts LOW']],
    ['execution error: Io(Os { code: 2 })', 'FAILED', []],
    ['exec command rejected by user', 'DENIED', []],
  ])('that did not succeed touch less: %j', async (text, outcome, touches) => {
    const { use, reading } = await oneCall(
      call('shell', { command: ['cat', 'a.ts'] }, 'call_1'),
      output('call_1', text),
    );
    expect(use?.outcome).toBe(outcome);
    expect(touchesOf(use)).toEqual(touches);
    expect(ofType(reading, 'TOOL_DECISION').map(({ decision }) => decision)).toEqual(
      outcome === 'DENIED' ? ['DENY'] : [],
    );
  });

  it('are one call, though an event ends them as well', async () => {
    const ended = event('exec_command_end', {
      call_id: 'call_1',
      command: ['bash', '-lc', 'ls'],
      cwd: '/home/dana/shop',
      exit_code: 0,
      duration: { secs: 1, nanos: 5e8 },
    });
    const { uses, reading } = await oneCall(
      call('shell', { command: ['ls'] }, 'call_1'),
      ended,
      output('call_1', 'Exit code: 0\nOutput:\n'),
    );
    expect(uses).toBe(1);
    expect(ofType(reading, 'TOOL_RESULT')).toHaveLength(1);
  });

  it('that code made for the model are known from their end alone', async () => {
    const completed = event('item_completed', {
      item: {
        type: 'CommandExecution',
        id: 'call_9',
        command: ['/bin/bash', '-lc', 'cat .env'],
        cwd: 'file:///home/dana/shop',
        exit_code: 0,
        duration: { secs: 1, nanos: 5e8 },
        status: 'completed',
      },
    });
    const { use, result } = await oneCall(completed);
    expect(touchesOf(use)).toEqual(['READ /home/dana/shop/.env HIGH']);
    expect(result).toMatchObject({ isError: false, durationMs: 1500 });
  });

  it('of the user’s own are no call of the agent’s', async () => {
    const { uses, reading } = await oneCall(
      event('exec_command_end', {
        call_id: 'u1',
        source: 'user_shell',
        command: ['bash', '-lc', 'cat .env'],
        cwd: '/home/dana/shop',
        exit_code: 0,
      }),
    );
    expect(uses).toBe(0);
    expect(touchesOf(ofType(reading, 'OTHER')[0])).toEqual(['READ /home/dana/shop/.env HIGH']);
  });
});

const PATCH = [
  '*** Begin Patch',
  '*** Add File: src/new.ts',
  '+*** Update File: not-a-header.ts',
  '*** Update File: src/old.ts',
  '*** Move to: src/moved.ts',
  '@@',
  '-a',
  '+b',
  '*** Delete File: /home/dana/gone.ts',
  '*** End Patch',
].join('\n');
const PATCHED = [
  'WROTE /home/dana/shop/src/new.ts HIGH',
  'WROTE /home/dana/shop/src/old.ts HIGH',
  'WROTE /home/dana/shop/src/moved.ts HIGH',
  'WROTE /home/dana/gone.ts HIGH',
];

describe('patches', () => {
  it.each([
    [
      'its own tool',
      item('custom_tool_call', { name: 'apply_patch', input: PATCH, call_id: 'call_1', status: 'completed' }),
    ],
    ['a function', call('apply_patch', { input: PATCH }, 'call_1')],
    ['a command', call('shell', { command: ['apply_patch', PATCH] }, 'call_1')],
    [
      'a here-document',
      call('shell', { command: ['bash', '-lc', `apply_patch <<'EOF'\n${PATCH}\nEOF`] }, 'call_1'),
    ],
    [
      'a here-document in a text',
      call('shell_command', { command: `apply_patch <<'EOF'\n${PATCH}\nEOF` }, 'call_1'),
    ],
  ])('write the files of their headers, given as %s', async (_, made) => {
    const { use } = await oneCall(
      made,
      item('custom_tool_call_output', {
        call_id: 'call_1',
        output: '{"output":"Success.","metadata":{"exit_code":0,"duration_seconds":0.0}}',
      }),
    );
    expect(touchesOf(use)).toEqual(PATCHED);
  });

  it('that failed as commands do write nothing', async () => {
    const made = item('custom_tool_call', { name: 'apply_patch', input: PATCH, call_id: 'call_1' });
    const failed = '{"output":"no such lines","metadata":{"exit_code":1,"duration_seconds":0.0}}';
    const { use } = await oneCall(
      made,
      item('custom_tool_call_output', { call_id: 'call_1', output: failed }),
    );
    expect(use).toMatchObject({ outcome: 'FAILED', touches: [] });
  });

  it('that could not be applied write nothing', async () => {
    const made = item('custom_tool_call', { name: 'apply_patch', input: PATCH, call_id: 'call_1' });
    const { use } = await oneCall(
      made,
      item('custom_tool_call_output', {
        call_id: 'call_1',
        output: 'apply_patch verification failed: no such lines',
      }),
    );
    expect(use).toMatchObject({ outcome: 'FAILED', touches: [] });
  });

  it('known by their end alone write the files that it names', async () => {
    const { use } = await oneCall(
      event('patch_apply_end', {
        call_id: 'call_1',
        success: true,
        changes: { '/home/dana/shop/a.ts': { type: 'update', move_path: '/home/dana/shop/b.ts' } },
      }),
    );
    expect(touchesOf(use)).toEqual(['WROTE /home/dana/shop/a.ts HIGH', 'WROTE /home/dana/shop/b.ts HIGH']);
  });
});

describe('other tools', () => {
  it.each([
    [call('list_issues', {}, 'call_1', { namespace: 'mcp__tracker' })],
    [call('mcp__tracker__list_issues', {}, 'call_1')],
    [
      event('mcp_tool_call_end', {
        call_id: 'call_1',
        invocation: { server: 'tracker', tool: 'list_issues', arguments: {} },
        result: { Ok: { content: [], isError: false } },
      }),
    ],
  ])('of an MCP server name it', async (made) => {
    const { use } = await oneCall(made);
    expect(use).toMatchObject({
      tool: 'mcp__tracker__list_issues',
      server: 'tracker',
      id: eventId.toolUse(REF, 'call_1'),
    });
  });

  it('get their server from the end of the call where the call does not say it', async () => {
    const { use, uses } = await oneCall(
      call('list_issues', {}, 'call_1'),
      event('mcp_tool_call_end', {
        call_id: 'call_1',
        invocation: { server: 'tracker', tool: 'list_issues' },
        result: { Err: 'no' },
      }),
      output('call_1', 'err: no'),
    );
    expect([uses, use?.server, use?.outcome]).toEqual([1, 'tracker', 'FAILED']);
  });

  it('that search the web call no host from here, and have no call id', async () => {
    const { use } = await oneCall(
      item('web_search_call', {
        id: 'ws_1',
        status: 'completed',
        action: { type: 'search', query: 'node 20' },
      }),
    );
    expect(use).toMatchObject({ tool: 'web_search', summary: 'web_search: node 20', touches: [] });
    expect(use?.joins).toBeUndefined();
  });

  it('that show an image read it', async () => {
    const { use } = await oneCall(call('view_image', { path: 'docs/a.png' }, 'call_1'));
    expect(touchesOf(use)).toEqual(['READ /home/dana/shop/docs/a.png HIGH']);
  });

  it('without a usable call id are told apart by their content', async () => {
    const { uses, reading } = await oneCall(
      call('shell', { command: ['ls'] }, '[redacted]'),
      call('shell', { command: ['ls'] }, '[redacted]'),
    );
    expect(uses).toBe(2);
    expect(new Set(ofType(reading, 'TOOL_USE').map(({ id }) => id)).size).toBe(2);
  });
});
