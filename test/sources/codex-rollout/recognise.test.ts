import { describe, expect, it } from 'vitest';

import { codexRollout } from '../../../src/sources/codex-rollout/adapter.js';
import { copilotEvents } from '../../../src/sources/copilot-cli/adapter.js';
import { geminiChats } from '../../../src/sources/gemini-cli/chats-adapter.js';
import { geminiTelemetry } from '../../../src/sources/gemini-cli/telemetry-adapter.js';
import { FORMAT_HEADS } from './format-heads.js';
import { message, meta, turn } from './rollout-lines.js';

const OWN = {
  'codex-rollout': {
    adapter: codexRollout,
    heads: ['codex-rollout', 'codex exec --json', 'codex before 0.32'],
  },
  'gemini-chat': { adapter: geminiChats, heads: ['gemini-chat', 'gemini-chat in lines'] },
  'gemini-telemetry': { adapter: geminiTelemetry, heads: ['gemini-telemetry'] },
  'copilot-events': { adapter: copilotEvents, heads: ['copilot-events'] },
};

describe.each(Object.entries(OWN))('%s', (_, { adapter, heads }) => {
  it.each(Object.entries(FORMAT_HEADS))('recognises its own and no other: %s', (name, head) => {
    expect(adapter.recognises(head)).toBe(heads.includes(name));
    expect(adapter.recognises(`\ufeff${head}`)).toBe(heads.includes(name));
  });
});

describe('a rollout', () => {
  it('is recognised by what is seen of a first line longer than that', () => {
    const long = JSON.stringify(meta({ base_instructions: { text: 'x'.repeat(100_000) } }));
    expect(codexRollout.recognises(long.slice(0, 65_536))).toBe(true);
  });

  it('is recognised with damaged lines, and without its beginning', () => {
    const lines = ['<<<<<<< HEAD', turn(), '{"ty', message('user', 'hi')];
    expect(
      codexRollout.recognises(
        lines.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join('\n'),
      ),
    ).toBe(true);
  });
});

describe('a chat', () => {
  it('is recognised by the beginning of a document larger than what is seen', () => {
    const head = `{"sessionId":"s1","projectHash":"ab","messages":[{"id":"m1","type":"user","content":"${'x'.repeat(70_000)}`;
    expect(geminiChats.recognises(head.slice(0, 65_536))).toBe(true);
  });
});
