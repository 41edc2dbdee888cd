import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { claudeCodeHooks } from '../../../src/sources/claude-code-hooks/adapter.js';
import { claudeCodeTranscript } from '../../../src/sources/claude-code-transcript/adapter.js';
import { nativeEvents } from '../../../src/sources/native/native-events.js';
import { fixturePath, payload } from './reading.js';

const TRANSCRIPTS = fileURLToPath(new URL('../../fixtures/claude-code', import.meta.url));

const headOf = (file: string): string => readFileSync(file, 'utf8').slice(0, 65_536);
const recognises = (...lines: readonly (object | string)[]): boolean =>
  claudeCodeHooks.recognises(
    lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'),
  );
const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:jsonl?|log)$/.test(name))
    .map((name) => name.replaceAll('\\', '/'));

describe('recognises', () => {
  const logs = filesIn(fixturePath('.')).filter((name) => name !== 'other-agent.json');

  it.each(logs)('%s, and no other reader does', (name) => {
    const head = headOf(fixturePath(name));
    expect(claudeCodeHooks.recognises(head)).toBe(true);
    expect(claudeCodeTranscript.recognises(head)).toBe(false);
    expect(nativeEvents.recognises(head)).toBe(false);
  });

  it('a log by what is seen of a first payload longer than that', () => {
    const response = { stdout: 'x'.repeat(100_000) };
    const long = payload('PostToolUse', { tool_name: 'Bash', tool_input: {}, tool_response: response });
    expect(recognises(JSON.stringify(long).slice(0, 65_536))).toBe(true);
    expect(recognises(`[${JSON.stringify(long, null, 2).slice(0, 65_536)}`)).toBe(true);
  });

  it('a log with some damaged lines, and a payload that a forwarder spoilt', () => {
    expect(recognises('<<<<<<< HEAD', payload('Stop'), '{"ses')).toBe(true);
    expect(recognises({ runtrail: { v: 9 }, payload: payload('Stop') })).toBe(true);
    expect(recognises({ session_id: '[REDACTED]', hook_event_name: 'Stop' })).toBe(true);
  });
});

describe('does not recognise', () => {
  it.each(filesIn(TRANSCRIPTS))('the transcript %s', (name) => {
    expect(claudeCodeHooks.recognises(headOf(`${TRANSCRIPTS}/${name}`))).toBe(false);
  });

  it.each([
    ['nothing', ['']],
    ['another agent’s hooks', [readFileSync(fixturePath('other-agent.json'), 'utf8')]],
    [
      'hooks of an agent with the same members',
      [payload('BeforeTool', { transcript_path: '/home/dana/.gemini/tmp/x/chats/session-1.json' })],
    ],
    [
      'stream-json',
      [
        { type: 'system', subtype: 'init', session_id: 's1', tools: [], cwd: '/home/dana/shop' },
        { type: 'assistant', session_id: 's1', message: { role: 'assistant', content: [] } },
      ],
    ],
    [
      'a transcript about hooks',
      [{ type: 'user', sessionId: 's1', message: { content: JSON.stringify(payload('Stop')) } }],
    ],
    [
      'a long transcript line about hooks',
      [
        JSON.stringify({ sessionId: 's1', x: JSON.stringify(payload('Stop')), y: 'x'.repeat(70_000) }).slice(
          0,
          65_536,
        ),
      ],
    ],
    [
      'a Codex rollout',
      [
        { timestamp: '2026-03-02T09:00:00Z', type: 'session_meta', payload: { id: 's1', cwd: '/home/dana' } },
        {
          timestamp: '2026-03-02T09:00:00Z',
          type: 'response_item',
          payload: { type: 'message', role: 'user' },
        },
      ],
    ],
    [
      'native events',
      [{ v: 1, type: 'NOTIFICATION', product: 'claude-code', sessionId: 's1', payload: payload('Stop') }],
    ],
    ['OTLP', [{ resourceLogs: [{ resource: { attributes: [] }, scopeLogs: [] }] }]],
    ['Copilot events', [{ type: 'session.start', data: { sessionId: 's1' }, id: 'e1' }]],
    ['an OpenCode export', [{ info: { id: 's1' }, messages: [] }]],
    ['a Gemini chat', [{ sessionId: 's1', projectHash: 'x', messages: [] }]],
    ['a SWE-agent trajectory', [{ environment: 'swe', trajectory: [], history: [], info: {} }]],
    ['settings with hooks', [{ hooks: { PreToolUse: [{ matcher: 'Bash', hooks: [] }] } }]],
    ['a nested array', ['['.repeat(60_000)]],
    ['a nested key', [`{"runtrail":{"v":1,"key":${'['.repeat(30_000)}${']'.repeat(30_000)}}}`]],
    ['text', ['# aider chat started at 2026-03-02 09:00:00', '#### hi']],
  ])('%s', (_, lines) => {
    expect(recognises(...lines)).toBe(false);
  });
});
