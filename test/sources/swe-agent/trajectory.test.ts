import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readSweAgent, sweAgentTrajectory } from '../../../src/sources/swe-agent/adapter.js';
import { HEADS } from '../json-file/heads.js';
import { ofType, readWith, touches, type Reading } from '../json-file/reading.js';

const read = (given: unknown): Promise<Reading> => readWith((input) => readSweAgent(input), given);

/** A step as versions before 1.0 write it: the state is from before the action. */
function step(action: string, observation: string, openFile = 'n/a', fields: object = {}): object {
  const state = JSON.stringify({ open_file: openFile, working_dir: '/shop' });
  return { action: `${action}\n`, observation, response: '', thought: '', state, ...fields };
}

function run(steps: readonly object[], fields: object = {}): Record<string, unknown> {
  return {
    environment: 'swe_main',
    trajectory: steps,
    history: [
      { role: 'system', content: 'You are a programmer.' },
      { role: 'user', content: 'A demonstration', is_demo: true },
      { role: 'user', content: 'Fix the rounding of the cart.' },
      { role: 'assistant', content: 'ok' },
    ],
    info: {
      exit_status: 'submitted',
      submission: 'diff',
      model_stats: { instance_cost: 0.53839, tokens_sent: 52_861, tokens_received: 326, api_calls: 5 },
    },
    ...fields,
  };
}

describe('a run', () => {
  const steps = [
    step('find_file "cart.py"', 'Found 1 matches'),
    step('open src/cart.py 12', '[File: /shop/src/cart.py (40 lines total)]'),
    step('edit 4:4\nround(x)\nend_of_edit', '[File: /shop/src/cart.py]', '/shop/src/cart.py'),
    step('curl -s https://api.example.com/rates > rates.json', ''),
    step('submit', 'diff'),
  ];

  it('is a prompt, a tool use and result for each step, one request and an end', async () => {
    const reading = await read(run(steps));
    expect(reading.events.map(({ type }) => type)).toEqual([
      'USER_PROMPT',
      ...steps.flatMap(() => ['TOOL_USE', 'TOOL_RESULT']),
      'MODEL_REQUEST',
      'SESSION_END',
    ]);
    expect(ofType(reading, 'USER_PROMPT')[0]?.summary).toBe('Prompt: Fix the rounding of the cart.');
    expect(ofType(reading, 'TOOL_USE').map(({ tool }) => tool)).toEqual([
      'find_file',
      'open',
      'edit',
      'bash',
      'submit',
    ]);
    expect(ofType(reading, 'MODEL_REQUEST')).toMatchObject([
      {
        model: null,
        tokens: { input: 52_861, output: 326, cacheRead: 0, cacheCreation: 0 },
        costMicroUsd: 538_390,
        costBasis: 'REPORTED',
      },
    ]);
    expect(ofType(reading, 'SESSION_END')).toMatchObject([{ reason: 'submitted' }]);
    expect(reading.events.every(({ at, joins }) => at === null && joins === undefined)).toBe(true);
  });

  it('touches the open file by its editor and what its shell text names', async () => {
    expect(touches(await read(run(steps)))).toEqual([
      'READ /shop/src/cart.py HIGH',
      'WROTE /shop/src/cart.py HIGH',
      'CALLED api.example.com HIGH',
      'WROTE /shop/rates.json HIGH',
    ]);
  });

  it('is the same session under any name and layout, and another run of the task is not', async () => {
    const sessionOf = async (given: unknown): Promise<string | undefined> =>
      (await read(given)).events[0]?.session.sessionId;
    const replay_config = JSON.stringify({
      problem_statement: { id: 'shop__cart-7' },
      agent: { name: 'main' },
    });
    const named = run(steps, { replay_config });
    expect(await sessionOf(JSON.stringify(named, null, 2))).toBe(await sessionOf(named));
    expect(await sessionOf(named)).toMatch(/^shop__cart-7~.{8}$/);
    expect(await sessionOf(run(steps.slice(1), { replay_config }))).not.toBe(await sessionOf(named));
    expect(await sessionOf(run(steps))).toMatch(/^.{22}$/);
  });
});

describe('what became of an action', () => {
  it.each([
    ['edit 1:1\nx', 'Your proposed edit has introduced new syntax error(s).', 'FAILED', []],
    ['edit 1:1\nx', 'No file open. Use the `open` command first.', 'FAILED', []],
    ['vim cart.py', "Interactive operation 'vim cart.py' is not supported by this environment", 'DENIED', []],
    ['cat cart.py', 'EXECUTION TIMED OUT', 'PARTLY', ['READ /shop/cart.py LOW']],
    [
      'str_replace_editor view /shop/src',
      "Here's the files and directories up to 2 levels deep",
      undefined,
      [],
    ],
    ['connect_start crypto.example.com 1337', 'Connected', undefined, ['CALLED crypto.example.com HIGH']],
  ])('%s: %s', async (action, observation, outcome, touched) => {
    const reading = await read(run([step(action, observation, '/shop/cart.py')]));
    expect(ofType(reading, 'TOOL_USE')[0]?.outcome).toBe(outcome);
    expect(ofType(reading, 'TOOL_RESULT')[0]?.isError).toBe(outcome !== undefined);
    expect(touches(reading)).toEqual(touched);
  });
});

describe('from 1.0 on', () => {
  const after = (openFile: string, workingDir: string): object => ({
    state: { open_file: openFile, working_dir: workingDir },
    execution_time: 0.25,
  });

  it('the state is from after the action, and results are timed', async () => {
    const reading = await read(
      run([
        step('open "setup.py"', '[File]', '', after('/shop/setup.py', '/shop')),
        step("edit 'a' 'b'", '[File]', '', after('/shop/setup.py', '/shop')),
        step('cd src && cat a.py', '', '', after('/shop/setup.py', '/shop/src')),
        step('cat b.py', '', '', after('/shop/setup.py', '/shop/src')),
      ]),
    );
    expect(touches(reading)).toEqual([
      'READ /shop/setup.py HIGH',
      'WROTE /shop/setup.py HIGH',
      'READ /shop/src/a.py HIGH',
      'READ /shop/src/b.py HIGH',
    ]);
    expect(ofType(reading, 'TOOL_RESULT').map(({ durationMs }) => durationMs)).toEqual([250, 250, 250, 250]);
  });

  it('several attempts are one session, whose document repeats the best', async () => {
    const one = { trajectory: [step('ls', 'a')], history: [] };
    const two = { trajectory: [step('pwd', '/shop'), step('submit', '')], history: [] };
    const reading = await read({ ...run([step('ls', 'a')]), attempts: [one, two] });
    expect(ofType(reading, 'TOOL_USE').map(({ summary }) => summary)).toEqual([
      'bash: ls',
      'bash: pwd',
      'submit',
    ]);
  });
});

it('a replay asks no model', async () => {
  const info = { exit_status: 'submitted', model_stats: { instance_cost: 0, tokens_sent: 0, api_calls: 11 } };
  expect(ofType(await read(run([step('ls', '')], { info })), 'MODEL_REQUEST')).toEqual([]);
});

describe('bad input', () => {
  it.each([
    ['{"environment":"swe_main","trajectory":[{"action":"ls"', 'NOT_JSON'],
    ['[1]', 'NOT_AN_OBJECT'],
    ['', 'NOT_JSON'],
    ['{"trajectory":{}}', 'NO_TRAJECTORY'],
  ])('%s', async (text, code) => {
    const { items, rejects } = await read(text);
    expect(items).toHaveLength(1);
    expect(rejects).toMatchObject([{ code, position: null, source: 'given.json' }]);
  });

  it('that is too large is one reject, which says the limit', async () => {
    const { rejects } = await readWith(
      (input) => readSweAgent(input, 1024 * 1024),
      JSON.stringify(run([step('ls', 'x'.repeat(2_000_000))])),
    );
    expect(rejects).toMatchObject([{ code: 'DOCUMENT_TOO_LARGE' }]);
    expect(rejects[0]?.reason).toContain('1 MiB');
    expect(rejects[0]?.excerpt).toMatch(/^\{"environment"/);
  });

  it('that is nested too deeply is one reject', async () => {
    const nested = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const { rejects } = await read(
      `{"environment":"e","trajectory":[{"action":"ls","x":${nested}}],"info":{}}`,
    );
    expect(rejects).toMatchObject([{ code: 'TOO_DEEP' }]);
  });

  it('steps that are none are counted', async () => {
    const { skips } = await read(run([step('', ''), 'nothing' as unknown as object]));
    expect(skips).toEqual({ 'step: no action': 1, 'step: no object': 1 });
  });

  it('a redacted path is no touch', async () => {
    expect(touches(await read(run([step('open /home/REDACTED/cart.py', '[File]')])))).toEqual([]);
  });

  it('of any shape never makes it throw', async () => {
    const anyStep = fc.record(
      {
        action: fc.oneof(
          fc.string(),
          fc.constantFrom('open x', 'connect_start', 'edit', 'str_replace_editor view ..'),
          fc.jsonValue(),
        ),
        observation: fc.oneof(fc.string(), fc.jsonValue()),
        state: fc.oneof(fc.json(), fc.jsonValue()),
        execution_time: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    const document = fc.record({
      trajectory: fc.oneof(fc.array(fc.oneof(anyStep, fc.jsonValue())), fc.jsonValue()),
      history: fc.jsonValue(),
      info: fc.jsonValue(),
      replay_config: fc.json(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          document.map((value) => JSON.stringify(value)),
          fc.uint8Array(),
        ),
        async (given) => {
          const { items } = await readWith((input) => readSweAgent(input), given);
          expect(items.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 200 },
    );
  }, 30_000);
});

describe('recognises', () => {
  it.each(Object.entries(HEADS))('%s', (name, head) => {
    expect(sweAgentTrajectory.recognises(head)).toBe(name === 'a SWE-agent trajectory');
  });

  it('a first step longer than what is seen', () => {
    const head = JSON.stringify(run([step('ls', 'x'.repeat(70_000))])).slice(0, 65_536);
    expect(sweAgentTrajectory.recognises(head)).toBe(true);
  });
});
