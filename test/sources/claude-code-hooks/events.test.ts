import { describe, expect, it } from 'vitest';

import { eventId } from '../../../src/events/ids.js';
import { ofType, payload, readFixture, readText, session } from './reading.js';

const child = { ...session, agentId: 'a7c3e91d' };

describe('a log of one session', () => {
  it('gives each hook its event', async () => {
    const reading = await readFixture('session.jsonl');
    expect(reading.rejects).toEqual([]);
    expect(reading.skips).toEqual(['PostToolBatch']);
    expect(reading.events.map(({ type, summary }) => `${type} ${summary}`)).toEqual([
      'SESSION_START Session started (startup)',
      'USER_PROMPT Prompt: Add a coupon field',
      'TOOL_USE Read src/pay.ts',
      'TOOL_RESULT Read succeeded',
      'TOOL_USE Read src/pay.ts',
      'TOOL_USE Bash: curl -sS https://status.example.org/health',
      'TOOL_RESULT Bash failed: Exit code 6 curl: (6) Could not resolve host',
      'TOOL_USE Bash: curl -sS https://status.example.org/health',
      'TOOL_USE Edit .env',
      'OTHER PermissionRequest: Edit .env',
      'TOOL_DECISION Edit denied',
      'TOOL_USE Edit .env',
      'TOOL_USE tracker: get_issue',
      'TOOL_RESULT mcp__tracker__get_issue failed: issue not found: SHOP-7',
      'TOOL_USE tracker: get_issue',
      'SUBAGENT_START Subagent a7c3e91d started',
      'TOOL_USE Read README.md',
      'SUBAGENT_STOP Subagent a7c3e91d finished',
      'NOTIFICATION Notification: Claude needs your permission to use Bash',
      'COMPACTION Conversation compacted (manual)',
      'OTHER PostCompact: We added a field.',
      'API_ERROR API error: 429 Too many requests',
      'OTHER TaskCompleted: Add the field',
      'OTHER InstructionsLoaded: /home/dana/shop/CLAUDE.md',
      'ASSISTANT_STOP Turn ended: Done.',
      'SESSION_END Session ended (prompt_input_exit)',
    ]);
    expect(ofType(reading, 'SESSION_START')[0]?.reason).toBe('startup');
    expect(ofType(reading, 'SESSION_END')[0]?.reason).toBe('prompt_input_exit');
    expect(ofType(reading, 'OTHER').map(({ name }) => name)).toEqual([
      'PermissionRequest',
      'PostCompact',
      'TaskCompleted',
      'InstructionsLoaded',
    ]);
  });

  it('has no times of its own, and names neither a person nor a machine', async () => {
    const { events } = await readFixture('session.jsonl');
    expect(new Set(events.map(({ at }) => at))).toEqual(new Set([null]));
    expect(new Set(events.map(({ source }) => source))).toEqual(new Set(['HOOK']));
    expect(events[2]?.context).toEqual({
      identityCarried: false,
      osAccount: 'dana',
      agent: { product: 'Claude Code' },
      repository: { root: '/home/dana/shop' },
      cwd: '/home/dana/shop',
      permissionMode: 'default',
    });
  });

  it('keeps each record once, as it came', async () => {
    const { events } = await readFixture('session.jsonl');
    const kept = events.flatMap(({ payload: text }) => (text === null ? [] : [text]));
    expect(new Set(kept).size).toBe(kept.length);
    expect(JSON.parse(kept[1] ?? '')).toMatchObject({ hook_event_name: 'UserPromptSubmit' });
  });

  it('has the ids that transcripts and telemetry have, where there are such', async () => {
    const reading = await readFixture('session.jsonl');
    expect(ofType(reading, 'USER_PROMPT')[0]).toMatchObject({
      id: eventId.line(session, '0d9e8f7a-6b5c-4d3e-8f1a-2b3c4d5e6f70', 'prompt'),
      joins: true,
    });
    const read = 'toolu_01Kc8Wd3Rv6Zt1Nx5Qb1Ym';
    expect(ofType(reading, 'TOOL_USE').slice(0, 2)).toMatchObject([
      { id: eventId.toolUse(session, read), joins: true },
      { id: eventId.toolUse(session, read), joins: true },
    ]);
    expect(ofType(reading, 'TOOL_RESULT')[0]).toMatchObject({
      id: eventId.toolResult(session, read),
      joins: true,
    });
    expect(ofType(reading, 'TOOL_DECISION')[0]).toMatchObject({
      id: eventId.toolDecision(session, 'toolu_01Kc8Wd3Rv6Zt1Nx5Qb3Ym'),
      joins: true,
      decision: 'DENY',
    });
    expect(ofType(reading, 'SUBAGENT_START')[0]?.id).toBe(eventId.ofSession(child, 'subagent-start'));
    expect(ofType(reading, 'SUBAGENT_STOP')[0]?.id).toBe(eventId.ofSession(child, 'subagent-stop'));
    const joining = new Set(reading.events.filter(({ joins }) => joins === true).map(({ type }) => type));
    expect([...joining].sort()).toEqual([
      'SUBAGENT_START',
      'SUBAGENT_STOP',
      'TOOL_DECISION',
      'TOOL_RESULT',
      'TOOL_USE',
      'USER_PROMPT',
    ]);
  });

  it('gives a subagent what happened inside it, and its parent its start and end', async () => {
    const reading = await readFixture('session.jsonl');
    const inside = reading.events.filter((event) => event.session.agentId !== undefined);
    expect(inside.map(({ summary }) => summary)).toEqual(['Read README.md']);
    expect(inside[0]?.session).toEqual(child);
    expect(ofType(reading, 'SUBAGENT_START')[0]).toMatchObject({ session, child });
    expect(ofType(reading, 'SUBAGENT_STOP')[0]).toMatchObject({ session, child });
  });

  it('attaches the file that was put before the model', async () => {
    const loaded = ofType(await readFixture('session.jsonl'), 'OTHER')[3];
    expect(loaded?.touches).toEqual([
      { kind: 'READ', path: '/home/dana/shop/CLAUDE.md', basis: 'ATTACHMENT', confidence: 'HIGH' },
    ]);
  });
});

describe('subagents', () => {
  it.each([{}, { agent_id: '' }, { agent_id: '[REDACTED]' }])(
    'without a name (%j) are no child',
    async (id) => {
      const reading = await readText([payload('SubagentStop', { stop_hook_active: false, ...id })]);
      expect(reading.events).toMatchObject([{ type: 'OTHER', name: 'SubagentStop', session }]);
    },
  );

  it('are named by the result of the call that started them', async () => {
    const task = (response: object) =>
      readText([
        payload('PostToolUse', {
          tool_name: 'Task',
          tool_input: { description: 'Review', subagent_type: 'reviewer' },
          tool_use_id: 'toolu_01Kc8Wd3Rv6Zt1Nx5Qb9Ym',
          tool_response: response,
          logged_at: 1_772_442_000,
        }),
      ]);
    const done = await task({ status: 'completed', agentId: 'a7c3e91d', totalDurationMs: 900 });
    expect(ofType(done, 'SUBAGENT_START')).toMatchObject([{ child, at: null, payload: null }]);
    expect(ofType(done, 'SUBAGENT_STOP')).toMatchObject([{ child, at: 1_772_442_000_000 }]);
    expect(ofType(done, 'TOOL_RESULT')[0]?.durationMs).toBe(900);
    const running = await task({ isAsync: true, status: 'async_launched', agentId: 'a7c3e91d' });
    expect(ofType(running, 'SUBAGENT_START')).toMatchObject([{ child, at: 1_772_442_000_000 }]);
    expect(ofType(running, 'SUBAGENT_STOP')).toEqual([]);
  });
});

describe('prompts', () => {
  it.each([
    ['<task-notification>\n<task-id>a7c3e91d</task-id>', 'task-notification'],
    ['<bash-notification>\n<shell-id>1</shell-id>', 'task-notification'],
    ['<command-name>/compact</command-name>', 'command'],
    ['  <system-reminder>Be brief.</system-reminder>', 'system-reminder'],
    ['Caveat: The messages below were generated by the user', 'caveat'],
  ])('that the client submits are no turn: %j', async (prompt, name) => {
    const { events } = await readText([payload('UserPromptSubmit', { prompt, prompt_id: 'p1' })]);
    expect(events).toMatchObject([{ type: 'OTHER', name }]);
    expect(events[0]?.summary.startsWith(`${name}: `)).toBe(true);
    expect(events[0]?.joins).toBeUndefined();
  });

  it('inside a subagent are not a person’s', async () => {
    const { events } = await readText([
      payload('UserPromptSubmit', { prompt: 'Review', agent_id: 'a7c3e91d' }),
    ]);
    expect(events).toMatchObject([{ type: 'OTHER', name: 'subagent-prompt', session: child }]);
  });

  it('without an id are numbered where they are alike', async () => {
    const again = payload('UserPromptSubmit', { prompt: 'Continue' });
    const { events } = await readText([again, again, payload('UserPromptSubmit', { prompt: 'Stop' })]);
    expect(events.map(({ type }) => type)).toEqual(['USER_PROMPT', 'USER_PROMPT', 'USER_PROMPT']);
    expect(new Set(events.map(({ id }) => id)).size).toBe(3);
    expect(events.every(({ joins }) => joins === undefined)).toBe(true);
  });
});

describe('the folder and the account', () => {
  it('follow from where the transcript lies, also from below the project and on Windows', async () => {
    const reading = await readText([
      payload('Stop', { cwd: '/home/dana/shop/api/src' }),
      payload('Stop', {
        cwd: 'c:\\Users\\Dana\\shop\\api',
        transcript_path: 'C:\\Users\\Dana\\.claude\\projects\\c--Users-Dana-shop\\x.jsonl',
      }),
      payload('Stop', { cwd: undefined }),
      payload('Stop', { transcript_path: undefined }),
      payload('Stop', { cwd: '/srv/x\u0000y', transcript_path: 7 }),
    ]);
    expect(reading.events.map(({ context }) => [context.repository?.root, context.osAccount])).toEqual([
      ['/home/dana/shop', 'dana'],
      ['C:/Users/Dana/shop', 'Dana'],
      [undefined, 'dana'],
      [undefined, 'dana'],
      [undefined, undefined],
    ]);
  });
});
