import { readFileSync } from 'node:fs';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Touch } from '../../../src/events/event.js';
import { eventId } from '../../../src/events/ids.js';
import {
  facts,
  fixturePath,
  line,
  ofType,
  readFixture,
  readText,
  SESSION,
  toolResult,
  toolUse,
  type Reading,
} from './reading.js';

const session = { product: 'claude-code', sessionId: SESSION };
const ID = 'toolu_01Lm4Nb6Vc8Xz1As3Df5Gh7J';

function touchesBySummary(reading: Reading): Record<string, string[]> {
  const shown = (touch: Touch): string =>
    touch.kind === 'CALLED'
      ? `CALLED ${touch.host}${touch.port === undefined ? '' : `:${touch.port}`} ${touch.confidence}`
      : `${touch.kind} ${touch.path} ${touch.confidence}`;
  return Object.fromEntries(ofType(reading, 'TOOL_USE').map((use) => [use.summary, use.touches.map(shown)]));
}

describe('what a call touched', () => {
  it('depends on whether it happened', async () => {
    expect(touchesBySummary(await readFixture('tool-outcomes.jsonl'))).toEqual({
      'Write notes.md': ['WROTE /home/dana/shop/notes.md HIGH'],
      'Edit .env': [],
      'Bash: curl -sS https://status.example.org/health': ['CALLED status.example.org LOW'],
      'Edit src/basket.ts': [],
      'Bash: rm -rf /srv/releases': [],
      'WebFetch https://docs.example.net:8443/coupons': ['CALLED docs.example.net:8443 HIGH'],
      'Glob **/*.ts': [],
      'Read src/pay.ts': ['READ /home/dana/shop/src/pay.ts HIGH'],
    });
  });

  it('does not depend on the order of use and result', async () => {
    const use = toolUse(ID, 'Write', { file_path: '/home/dana/shop/a.md', content: 'x' });
    for (const isError of [false, true]) {
      const result = toolResult(ID, isError ? '<tool_use_error>No.</tool_use_error>' : 'done', { isError });
      const [before] = ofType(await readText([use, result]), 'TOOL_USE');
      const [after] = ofType(await readText([result, use]), 'TOOL_USE');
      expect(after).toEqual(before);
      expect(before?.touches).toHaveLength(isError ? 0 : 1);
    }
  });

  it('is the same in any order of the lines', async () => {
    const lines = readFileSync(fixturePath('tool-outcomes.jsonl'), 'utf8').trimEnd().split('\n');
    const uses = (reading: Reading) => facts({ ...reading, events: ofType(reading, 'TOOL_USE') });
    const expected = uses(await readText(lines));
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(lines, { minLength: lines.length }), async (shuffled) => {
        expect(uses(await readText(shuffled))).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  it('makes a record of its own where it did not simply succeed', async () => {
    const use = toolUse(ID, 'Write', { file_path: '/home/dana/shop/a.md', content: 'x' });
    const [open] = ofType(await readText([use]), 'TOOL_USE');
    const [done] = ofType(await readText([use, toolResult(ID, 'done')]), 'TOOL_USE');
    const [denied] = ofType(
      await readText([use, toolResult(ID, 'no', { isError: true, toolDenialKind: 'x' })]),
      'TOOL_USE',
    );
    expect(done).toEqual(open);
    expect(JSON.parse(denied?.payload ?? '')).toMatchObject({
      $runtrail: { outcome: 'DENIED' },
      payload: { id: ID },
    });
    expect(denied?.id).toBe(open?.id);
  });

  it('is taken for what was asked once too many calls are open', async () => {
    const uses = Array.from({ length: 2001 }, (_, index) =>
      toolUse(`${ID}${String(index).padStart(4, '0')}`, 'Read', { file_path: `/home/dana/shop/${index}.md` }),
    );
    const failure = toolResult(`${ID}0000`, 'File does not exist.', { isError: true });
    const last = toolResult(`${ID}2000`, 'File does not exist.', { isError: true });
    const reading = ofType(await readText([...uses, failure, last]), 'TOOL_USE');
    expect(reading).toHaveLength(2001);
    expect(reading.find((use) => use.summary === 'Read 0.md')?.touches).toHaveLength(1);
    expect(reading.find((use) => use.summary === 'Read 2000.md')?.touches).toHaveLength(0);
  });

  it('was nothing for a subagent that was only warmed up', async () => {
    const use = toolUse(ID, 'Bash', { command: 'curl https://status.example.org' }, { version: '2.0.77' });
    const reading = await readText([use, toolResult(ID, 'Warmup', { isError: true, version: '2.0.77' })]);
    expect(ofType(reading, 'TOOL_USE')[0]?.touches).toEqual([]);
    expect(ofType(reading, 'TOOL_DECISION')).toEqual([]);
  });

  it('is likely for a command that failed under 1.x, which gave no exit code', async () => {
    const use = toolUse(ID, 'Bash', { command: 'curl https://status.example.org' }, { version: '1.0.128' });
    const failed = toolResult(ID, 'curl: (6) Could not resolve host', { isError: true, version: '1.0.128' });
    expect(ofType(await readText([use, failed]), 'TOOL_USE')[0]?.touches).toMatchObject([
      { confidence: 'LOW' },
    ]);
    const blocked = toolResult(
      ID,
      "rm in '/srv' was blocked. For security, Claude Code may only remove files from",
      {
        isError: true,
        version: '1.0.128',
      },
    );
    const reading = await readText([use, blocked]);
    expect(ofType(reading, 'TOOL_USE')[0]?.touches).toEqual([]);
    expect(ofType(reading, 'TOOL_DECISION')).toMatchObject([{ decision: 'DENY' }]);
  });

  it('of a command is what its syntax says, not what it mentions', async () => {
    const command =
      'echo https://mentioned.example.com && cat src/pay.ts > /tmp/copy.ts && git push origin main';
    const [use] = ofType(await readText([toolUse(ID, 'Bash', { command })]), 'TOOL_USE');
    expect(use?.touches.toSorted((a, b) => (a.kind < b.kind ? -1 : 1))).toEqual([
      { kind: 'READ', path: '/home/dana/shop/src/pay.ts', basis: 'SHELL_PARSED', confidence: 'HIGH' },
      { kind: 'WROTE', path: '/tmp/copy.ts', basis: 'SHELL_PARSED', confidence: 'HIGH' },
    ]);
  });

  it('of a search is one file only when it searched in one', async () => {
    const grep = async (input: object) =>
      ofType(await readText([toolUse(ID, 'Grep', input)]), 'TOOL_USE')[0]?.touches;
    const content = { pattern: 'KEY', output_mode: 'content' };
    expect(await grep({ ...content, path: 'api/.env' })).toEqual([
      { kind: 'READ', path: '/home/dana/shop/api/.env', basis: 'TOOL_INPUT', confidence: 'MEDIUM' },
    ]);
    expect(await grep({ ...content, path: '/home/dana/shop/src/pay.ts' })).toHaveLength(1);
    expect(await grep({ ...content, path: '/home/dana/shop/src' })).toEqual([]);
    expect(await grep({ ...content, path: '.github' })).toEqual([]);
    expect(await grep({ pattern: 'KEY', path: '/home/dana/shop/src/pay.ts' })).toEqual([]);
  });
});

describe('MCP tools', () => {
  it('name their server and touch what their arguments suggest, with medium confidence', async () => {
    const reading = await readFixture('mcp.jsonl');
    expect(ofType(reading, 'TOOL_USE').map(({ tool, server }) => [tool, server])).toEqual([
      ['mcp__playwright__browser_navigate', 'playwright'],
      ['mcp__filesystem__read_multiple_files', 'filesystem'],
      ['mcp__plugin_team_file-system__write_file', 'plugin_team_file-system'],
      ['mcp__filesystem__list_directory', 'filesystem'],
      ['mcp__tracker__get__issue', 'tracker'],
    ]);
    expect(touchesBySummary(reading)).toEqual({
      'playwright: browser_navigate': ['CALLED shop.example.com MEDIUM'],
      'filesystem: read_multiple_files': [
        'READ /home/dana/shop/a.md MEDIUM',
        'READ /home/dana/shop/b.md MEDIUM',
      ],
      'plugin_team_file-system: write_file': ['WROTE /home/dana/shop/c.md MEDIUM'],
      'filesystem: list_directory': [],
      'tracker: get__issue': [],
    });
  });
});

describe('results and decisions', () => {
  it('tell success, failure and refusal apart', async () => {
    const reading = await readFixture('tool-outcomes.jsonl');
    expect(ofType(reading, 'TOOL_RESULT').map(({ tool, isError }) => [tool, isError])).toEqual([
      ['Write', false],
      ['Edit', true],
      ['Bash', true],
      ['Edit', true],
      ['Bash', true],
      ['WebFetch', false],
      ['Glob', false],
    ]);
    expect(ofType(reading, 'TOOL_DECISION').map(({ summary, decision }) => [summary, decision])).toEqual([
      ['Edit denied', 'DENY'],
      ['Bash denied', 'DENY'],
      ['WebFetch allowed', 'ALLOW'],
    ]);
    expect(ofType(reading, 'TOOL_RESULT')[5]?.durationMs).toBe(640);
  });

  it('are known by the id of the tool use, and keep what the line says of it', async () => {
    const reading = await readText([
      toolUse(ID, 'Read', {}),
      toolResult(ID, 'text', { toolUseResult: { type: 'text' } }),
    ]);
    const [result] = ofType(reading, 'TOOL_RESULT');
    expect(ofType(reading, 'TOOL_USE')[0]?.id).toBe(eventId.toolUse(session, ID));
    expect(result?.id).toBe(eventId.toolResult(session, ID));
    expect(JSON.parse(result?.payload ?? '')).toEqual({
      toolUseResult: { type: 'text' },
      block: { type: 'tool_result', tool_use_id: ID, content: 'text' },
    });
  });

  it('never merge on a redacted id', async () => {
    const reading = await readText([
      toolUse('REDACTED', 'Read', { file_path: '/home/dana/shop/a.md' }),
      toolUse('REDACTED', 'Read', { file_path: '/home/dana/shop/b.md' }),
      toolResult('REDACTED', 'no', { isError: true }),
      toolResult('REDACTED', 'text'),
    ]);
    expect(
      new Set(reading.events.filter(({ type }) => type.startsWith('TOOL')).map(({ id }) => id)).size,
    ).toBe(4);
    expect(ofType(reading, 'TOOL_USE').map(({ touches }) => touches.length)).toEqual([1, 1]);
  });

  it('of the provider’s own tools stand in the same message', async () => {
    const content = [
      {
        type: 'server_tool_use',
        id: 'srvtoolu_01Pq8Rs6Tu4Vw2Xy9Za7Bc5D',
        name: 'web_search',
        input: { query: 'coupons' },
      },
      { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_01Pq8Rs6Tu4Vw2Xy9Za7Bc5D', content: [] },
    ];
    const reading = await readText([
      line('assistant', { message: { id: 'msg_1', model: 'claude-sonnet-4-5', content } }),
    ]);
    expect(ofType(reading, 'TOOL_USE')).toMatchObject([{ tool: 'web_search', touches: [] }]);
    expect(ofType(reading, 'TOOL_RESULT')).toMatchObject([{ tool: 'web_search', isError: false }]);
  });

  it('are each read from a line that holds several', async () => {
    const content = [
      { type: 'tool_result', tool_use_id: ID, content: 'one' },
      {
        type: 'tool_result',
        tool_use_id: `${ID}2`,
        content: [{ type: 'text', text: 'Exit code 1' }],
        is_error: true,
      },
    ];
    const reading = await readText([
      line('user', { message: { content }, toolUseResult: { durationMs: 3 } }),
    ]);
    expect(ofType(reading, 'TOOL_RESULT').map(({ isError, summary }) => [isError, summary])).toEqual([
      [false, 'Tool succeeded'],
      [true, 'Tool failed: Exit code 1'],
    ]);
    expect(facts(reading).join('')).not.toContain('durationMs');
  });
});
