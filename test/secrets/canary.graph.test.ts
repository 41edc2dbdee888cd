import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/**
 * A secret that exists nowhere else goes in by every door of a real service, well-formed and not, and then must stand
 * in none of its files, logs and answers. The service has a database of its own, so that its files can be read whole.
 */

const body = randomBytes(60).toString('base64url').replaceAll(/[-_]/g, 'x');
const CANARIES = [
  `sk-ant-api03-${body}${body.slice(0, 13)}AA`,
  `ghp_${body.slice(0, 36)}`,
  `canary${body.slice(20, 52)}`,
] as const;
const [ANTHROPIC, GITHUB, DOTENV] = CANARIES;

const SESSION = 'canary-session';
let home: string;
let service: ChildProcess;
let url: string;
let printed = '';
const answers: string[] = [];

beforeAll(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'runtrail-canary-'));
  service = run(['serve'], { PORT: '0' });
  url = await listening();
}, 180_000);

afterAll(async () => {
  if (service.exitCode === null) service.kill('SIGKILL');
  await rm(home, { recursive: true, force: true });
});

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts', ...args], {
    env: {
      ...process.env,
      RUNTRAIL_HOME: home,
      RUNTRAIL_NEO4J_HEAP_MB: '512',
      RUNTRAIL_NEO4J_PAGE_CACHE_MB: '64',
      LOG_LEVEL: 'debug',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (printed += text));
  }
  return child;
}

async function listening(): Promise<string> {
  for (;;) {
    const found = /"url":"(http:[^"]+)\/graphql"/.exec(printed);
    if (found?.[1] !== undefined) return found[1];
    if (service.exitCode !== null) throw new Error(`The service ended: ${printed.slice(-2_000)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function post(route: string, content: string, type = 'application/json'): Promise<number> {
  const response = await fetch(`${url}${route}`, {
    method: 'POST',
    headers: { 'content-type': type },
    body: content,
  });
  answers.push(await response.text());
  return response.status;
}

const native = (parts: object) =>
  JSON.stringify({ v: 1, product: 'acme-agent', sessionId: SESSION, at: '2026-11-21T10:00:00Z', ...parts });

const hook = (parts: object) =>
  JSON.stringify({ session_id: SESSION, cwd: '/home/dana/shop', hook_event_name: 'PostToolUse', ...parts });

const otlp = (attributes: Readonly<Record<string, string>>) =>
  JSON.stringify({
    resourceLogs: [
      {
        resource: { attributes: [] },
        scopeLogs: [
          {
            scope: { name: 'com.anthropic.claude_code.events' },
            logRecords: [
              {
                timeUnixNano: '1795255200000000000',
                body: { stringValue: 'claude_code.user_prompt' },
                attributes: Object.entries(attributes).map(([key, value]) => ({
                  key,
                  value: { stringValue: value },
                })),
              },
            ],
          },
        ],
      },
    ],
  });

/** The files below a folder that hold any of the texts. */
async function filesWith(folder: string, texts: readonly string[]): Promise<string[]> {
  const hits: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    let tail = '';
    for await (const chunk of createReadStream(file, 'latin1') as AsyncIterable<string>) {
      const window = tail + chunk;
      if (texts.some((text) => window.includes(text))) {
        hits.push(path.relative(folder, file));
        break;
      }
      tail = window.slice(-200);
    }
  }
  return hits;
}

describe('a planted secret', () => {
  test('goes in by every door and stands nowhere afterwards', { timeout: 300_000 }, async () => {
    const said = `export KEY=${ANTHROPIC} && curl -H "Authorization: token ${GITHUB}" https://api.example.com`;
    expect(await post('/v1/events', native({ type: 'USER_PROMPT', payload: { prompt: said } }))).toBe(200);
    expect(
      await post('/v1/events', native({ type: 'USER_PROMPT', summary: `use ${ANTHROPIC}`, payload: said })),
    ).toBe(200);
    expect(await post('/v1/events', native({ type: said, payload: {} }))).toBe(400);
    expect(await post('/v1/events', `{"broken": "${said.replaceAll('"', "'")}`)).toBe(400);
    const tool = { tool_name: 'Bash', tool_use_id: 'toolu_01WbHdYpNeXFa9qT7mKcW4vR' };
    expect(
      await post(
        '/v1/hooks',
        hook({ ...tool, tool_input: { command: said }, tool_response: { stdout: said } }),
      ),
    ).toBe(200);
    const read = { tool_name: 'Read', tool_use_id: 'toolu_01XbHdYpNeXFa9qT7mKcW4vS' };
    const content = `# settings\nSHOP_BACKEND=${DOTENV}\nMODE=development\nREGION=eu-1\n`;
    const file = { filePath: '/home/dana/shop/.env', content };
    expect(
      await post(
        '/v1/hooks',
        hook({ ...read, tool_input: { file_path: file.filePath }, tool_response: { type: 'text', file } }),
      ),
    ).toBe(200);
    expect(
      await post('/v1/logs', otlp({ 'session.id': SESSION, 'event.name': 'user_prompt', prompt: said })),
    ).toBe(200);
    expect(await post('/v1/logs', otlp({ 'event.name': 'user_prompt', prompt: said }))).toBe(200);
    const event = { type: 'USER_PROMPT', product: 'acme-agent', sessionId: SESSION, payload: { said } };
    const mutation =
      'mutation ($events: [EventInput!]!) { ingestEvents(events: $events) { accepted rejected } }';
    expect(await post('/graphql', JSON.stringify({ query: mutation, variables: { events: [event] } }))).toBe(
      200,
    );
    expect(answers.at(-1)).toContain('"accepted":1');

    const transcript = path.join(home, '..', `${path.basename(home)}.jsonl`);
    const line = {
      type: 'user',
      sessionId: SESSION,
      uuid: '0b8f9f0e-5b1c-4d7e-9a52-7b7f3c1d2e4f',
      cwd: '/home/dana/shop',
    };
    const message = { role: 'user', content: said };
    await writeFile(
      transcript,
      `${JSON.stringify({ ...line, timestamp: '2026-11-21T10:00:00Z', message })}\n{"broken ${said}\n`,
    );
    const importing = run(['import', transcript]);
    await once(importing, 'close');
    await rm(transcript);
    expect(importing.exitCode).toBe(0);

    const query =
      '{ sessions(first: 10) { nodes { secretsSeen timeline(first: 50) { nodes { summary secrets { kind } records { payload } } } } } rejects(first: 50) { nodes { reason excerpt } } }';
    expect(await post('/graphql', JSON.stringify({ query }))).toBe(200);
    expect(answers.at(-1)).toContain('[secret:anthropic-api-key:');
    expect(answers.at(-1)).toContain('"kind":"dotenv-value"');

    service.kill('SIGINT');
    await once(service, 'close');
    expect(answers.filter((answer) => CANARIES.some((canary) => answer.includes(canary)))).toEqual([]);
    expect(CANARIES.filter((canary) => printed.includes(canary))).toEqual([]);
    expect(await filesWith(home, CANARIES)).toEqual([]);
    // What stands in their place is there: the files that were searched are those that hold the graph.
    expect(await filesWith(home, ['[secret:anthropic-api-key:'])).not.toEqual([]);
  });
});
