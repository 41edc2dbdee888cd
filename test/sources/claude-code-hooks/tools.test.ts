import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { eventId } from '../../../src/events/ids.js';
import { ofType, payload, readFixture, readText, session } from './reading.js';

const ID = 'toolu_01Kc8Wd3Rv6Zt1Nx5Qb7Ym';
const curl = {
  tool_name: 'Bash',
  tool_input: { command: 'curl -sS https://status.example.org' },
  tool_use_id: ID,
};
const CALLED = [
  { kind: 'CALLED', host: 'status.example.org', purpose: 'FETCH', basis: 'SHELL_PARSED', confidence: 'HIGH' },
];

describe('what a call touched', () => {
  it('is what it asked for, before it is known what became of it and after it succeeded', async () => {
    const before = ofType(await readText([payload('PreToolUse', curl)]), 'TOOL_USE');
    const after = ofType(
      await readText([
        payload('PostToolUse', { ...curl, tool_response: { stdout: '', interrupted: false } }),
      ]),
      'TOOL_USE',
    );
    expect(before).toMatchObject([{ touches: CALLED }]);
    expect(after).toMatchObject([{ touches: CALLED, payload: null }]);
    expect([...before, ...after].every(({ outcome }) => outcome === undefined)).toBe(true);
  });

  it.each([
    ['a command that failed', { error: 'Exit code 6\ncurl: (6) Could not resolve host' }, 'PARTLY'],
    ['a call that was interrupted', { error: 'Interrupted', is_interrupt: true }, 'PARTLY'],
    ['input that was refused', { error: 'InputValidationError: command is missing' }, 'FAILED'],
    [
      'a person’s refusal',
      { error: "The user doesn't want to proceed with this tool use. The tool use was rejected" },
      'DENIED',
    ],
  ])('knows %s', async (_, fields, outcome) => {
    const reading = await readText([payload('PostToolUseFailure', { ...curl, ...fields })]);
    const confidence = outcome === 'PARTLY' ? [{ ...CALLED[0], confidence: 'LOW' }] : [];
    expect(ofType(reading, 'TOOL_USE')).toMatchObject([{ outcome, touches: confidence }]);
    expect(ofType(reading, 'TOOL_RESULT')).toMatchObject([{ isError: true, tool: 'Bash' }]);
    expect(ofType(reading, 'TOOL_DECISION').map(({ decision }) => decision)).toEqual(
      outcome === 'DENIED' ? ['DENY'] : [],
    );
  });

  it('is likely for a command that was interrupted', async () => {
    const response = { stdout: '', stderr: '', interrupted: true };
    const reading = await readText([payload('PostToolUse', { ...curl, tool_response: response })]);
    expect(ofType(reading, 'TOOL_USE')).toMatchObject([
      { outcome: 'PARTLY', touches: [{ confidence: 'LOW' }] },
    ]);
    expect(ofType(reading, 'TOOL_RESULT')).toMatchObject([{ summary: 'Bash interrupted', isError: false }]);
  });

  it('is nothing where it was denied', async () => {
    const reading = await readText([payload('PermissionDenied', { ...curl, reason: 'no network' })]);
    expect(ofType(reading, 'TOOL_USE')).toMatchObject([
      { id: eventId.toolUse(session, ID), outcome: 'DENIED', touches: [], payload: null },
    ]);
    const [decision] = ofType(reading, 'TOOL_DECISION');
    expect(decision).toMatchObject({ decision: 'DENY', tool: 'Bash' });
    expect(decision?.payload).toContain('no network');
  });

  it('is left alone by a refusal that does not name the call', async () => {
    const { tool_use_id: _, ...nameless } = curl;
    const { events } = await readText([payload('PermissionDenied', nameless)]);
    expect(events).toMatchObject([{ type: 'TOOL_DECISION', decision: 'DENY' }]);
    expect(events[0]?.joins).toBeUndefined();
  });
});

describe('results', () => {
  it.each([
    [{ duration_ms: 17.4, tool_response: { totalDurationMs: 5 } }, 17],
    [{ tool_response: { durationMs: 31 } }, 31],
    [{ tool_response: { durationSeconds: 1.5 } }, 1500],
    [{ tool_response: [{ type: 'text', text: 'x' }] }, undefined],
    [{ tool_response: 'text', duration_ms: -1 }, undefined],
  ])('say how long the call took: %j', async (fields, durationMs) => {
    const reading = await readText([payload('PostToolUse', { ...curl, ...fields })]);
    expect(ofType(reading, 'TOOL_RESULT')[0]?.durationMs).toBe(durationMs);
  });

  it('name the MCP server', async () => {
    const uses = ofType(await readFixture('session.jsonl'), 'TOOL_USE').filter(({ server }) => server);
    expect(uses.map(({ server, outcome }) => [server, outcome])).toEqual([
      ['tracker', undefined],
      ['tracker', 'FAILED'],
    ]);
  });
});

describe('calls of clients that gave hooks no tool-use id', () => {
  it('are the same in the log before and in the log after them', async () => {
    const before = ofType(await readFixture('by-hook/pre_tool_use.json'), 'TOOL_USE');
    const after = await readFixture('by-hook/post_tool_use.json');
    expect(before.map(({ summary }) => summary)).toEqual([
      'Bash: npm test',
      'Bash: cat src/pay.ts',
      'Bash: npm test',
      'LS /home/dana/shop',
    ]);
    expect(new Set(before.map(({ id }) => id)).size).toBe(4);
    expect(ofType(after, 'TOOL_USE').map(({ id }) => id)).toEqual(before.slice(0, 3).map(({ id }) => id));
    expect(new Set(ofType(after, 'TOOL_RESULT').map(({ id }) => id)).size).toBe(3);
    expect(ofType(after, 'TOOL_USE')[2]?.outcome).toBe('PARTLY');
    expect([...before, ...after.events].every(({ joins }) => joins === undefined)).toBe(true);
  });

  it('are the same in one log of both, in any order', async () => {
    const input = { tool_name: 'Bash', tool_input: { command: 'npm test' } };
    const other = { tool_name: 'Bash', tool_input: { command: 'npm run lint' } };
    const records = [
      ...[input, other, input].map((call) => payload('PreToolUse', call)),
      ...[input, other, input].map((call) =>
        payload('PostToolUse', { ...call, tool_response: { stdout: '' } }),
      ),
    ];
    const useIds = async (some: readonly object[]) =>
      [...new Set(ofType(await readText(some), 'TOOL_USE').map(({ id }) => id))].sort();
    const expected = await useIds(records);
    expect(expected).toHaveLength(3);
    expect(await useIds(records.slice(0, 3))).toEqual(expected);
    expect(await useIds(records.slice(3))).toEqual(expected);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(records, { minLength: records.length }), async (shuffled) => {
        expect(await useIds(shuffled)).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  it('do not depend on how a logger orders the members of their input', async () => {
    const one = { tool_name: 'Bash', tool_input: { command: 'npm test', description: 'Tests' } };
    const two = { tool_name: 'Bash', tool_input: { description: 'Tests', command: 'npm test' } };
    const [first] = (await readText([payload('PreToolUse', one)])).events;
    const [second] = ofType(
      await readText([payload('PostToolUse', { ...two, tool_response: '' })]),
      'TOOL_USE',
    );
    expect(second?.id).toBe(first?.id);
  });

  it('are counted where the log has neither input nor result', async () => {
    const reading = await readFixture('reduced.jsonl');
    expect(ofType(reading, 'TOOL_USE').map(({ tool, server, at }) => [tool, server, at])).toEqual([
      ['Read', undefined, 1_772_442_000_250],
      ['Read', undefined, 1_772_442_001_000],
      ['mcp__tracker__get_issue', 'tracker', 1_772_442_002_000],
    ]);
    expect(new Set(reading.events.map(({ id }) => id)).size).toBe(6);
  });

  it('never merge on a redacted id', async () => {
    const read = (path: string) =>
      payload('PreToolUse', { tool_name: 'Read', tool_input: { file_path: path }, tool_use_id: 'REDACTED' });
    const { events } = await readText([read('/home/dana/shop/a.md'), read('/home/dana/shop/b.md')]);
    expect(new Set(events.map(({ id }) => id)).size).toBe(2);
    expect(events.every(({ joins }) => joins === undefined)).toBe(true);
  });
});
