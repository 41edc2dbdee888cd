import { readFileSync, readdirSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { claudeCodeTranscript } from '../../../src/sources/claude-code-transcript/adapter.js';
import { fixturePath, line } from './reading.js';

const recognises = (...lines: (object | string)[]): boolean =>
  claudeCodeTranscript.recognises(
    lines.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join('\n'),
  );

describe('recognises', () => {
  const fixtures = readdirSync(fixturePath(''), { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.jsonl?$/.test(name),
  );

  it.each(fixtures)('%s', (name) => {
    expect(claudeCodeTranscript.recognises(readFileSync(fixturePath(name), 'utf8').slice(0, 65_536))).toBe(
      true,
    );
  });

  it('a file by what is seen of a first line longer than that', () => {
    const long = JSON.stringify(line('user', { message: { role: 'user', content: 'x'.repeat(100_000) } }));
    expect(recognises(long.slice(0, 65_536))).toBe(true);
    expect(recognises(`[${long.slice(0, 65_536)}`)).toBe(true);
  });

  it('a file with some damaged lines', () => {
    expect(recognises('<<<<<<< HEAD', line('user', { message: { content: 'x' } }), '{"ty')).toBe(true);
  });

  it.each([
    ['nothing', ['']],
    [
      'a Codex rollout',
      [{ timestamp: '2026-03-02T09:00:00Z', type: 'session_meta', payload: { id: 's1', cwd: '/' } }],
    ],
    [
      'stream-json',
      [{ type: 'assistant', session_id: 's1', uuid: 'u1', message: { role: 'assistant', content: [] } }],
    ],
    [
      'a hook log',
      [{ session_id: 's1', hook_event_name: 'PreToolUse', tool_name: 'Bash', transcript_path: '/x.jsonl' }],
    ],
    [
      'Copilot',
      [
        {
          type: 'session.start',
          data: { sessionId: 's1' },
          id: 'e1',
          timestamp: '2026-03-02T09:00:00Z',
          parentId: null,
        },
      ],
    ],
    ['Cursor', [{ role: 'user', message: { content: [{ type: 'text', text: 'hi' }] } }]],
    [
      'Qwen',
      [
        {
          uuid: 'u1',
          sessionId: 's1',
          type: 'user',
          cwd: '/',
          version: '0.21',
          message: { role: 'user', parts: [{ text: 'hi' }] },
        },
      ],
    ],
    [
      'a Gemini chat in one object',
      [
        '{',
        '  "sessionId": "s1",',
        '  "messages": [',
        '    {"id":"m1","type":"user","content":"hi"}',
        '  ]',
        '}',
      ],
    ],
    ['an OpenCode export', [{ info: { id: 's1' }, messages: [] }]],
    [
      'Droid',
      [
        { type: 'session_start', id: 's1' },
        { type: 'message', message: { role: 'user', content: [] } },
      ],
    ],
    ['an array of something else', ['[{"session_id":"s1","hook_event_name":"Stop"}]']],
    ['an array of numbers', ['[1,2,3]']],
    ['text', ['# aider chat started at 2026-03-02 09:00:00', '#### hi']],
    [
      'the beginning of another long object',
      [`{"sessionId":"s1","messages":[{"content":"${'x'.repeat(70_000)}`],
    ],
  ])('not %s', (_, lines) => {
    expect(recognises(...lines)).toBe(false);
  });
});
