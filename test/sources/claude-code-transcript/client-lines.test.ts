import { describe, expect, it } from 'vitest';

import { eventId } from '../../../src/events/ids.js';
import { line, ofType, readFixture, readText, SESSION } from './reading.js';

const session = { product: 'claude-code', sessionId: SESSION };

describe('prompts', () => {
  it('are what a person wrote, and nothing that the client wrote in their place', async () => {
    const reading = await readFixture('prompts.jsonl');
    expect(ofType(reading, 'USER_PROMPT').map(({ summary }) => summary)).toEqual([
      'Prompt: Add a coupon field',
      'Prompt: Like in this picture',
      'Prompt: <command-message>review</command-message> <command-name>/review</command-name>',
    ]);
    expect(ofType(reading, 'OTHER').map(({ name }) => name)).toEqual([
      'command',
      'local-command-output',
      'system-reminder',
      'task-notification',
      'caveat',
      'meta',
      'compact-summary',
      'subagent-prompt',
    ]);
  });

  it('are known by the prompt’s id, which hooks and telemetry carry too, else by the line’s', async () => {
    const [plain, withId] = ofType(await readFixture('prompts.jsonl'), 'USER_PROMPT');
    expect(plain?.id).toBe(eventId.line(session, '7a101eef-4c1d-4e7a-9b02-6d5f8a3c0001'));
    expect(withId?.id).toBe(eventId.line(session, '0d9e8f7a-6b5c-4d3e-8f1a-2b3c4d5e6f70', 'prompt'));
  });

  it('have summaries of one line, at most 200 characters, that split no character', async () => {
    const content = `Fix\u0007\u202e this:\n\t${'🎉'.repeat(150)} \ud800`;
    const [prompt] = ofType(await readText([line('user', { message: { content } })]), 'USER_PROMPT');
    expect(prompt?.summary.length).toBeLessThanOrEqual(200);
    expect(prompt?.summary).toMatch(/^Prompt: Fix this: (?:🎉)+…$/u);
  });
});

describe('lines about the session', () => {
  it('start it once for all hooks of one start, for the reason that the hooks were given', async () => {
    const starts = ofType(await readFixture('client-lines.jsonl'), 'SESSION_START');
    expect(starts.map(({ reason }) => reason)).toEqual(['startup', 'startup', 'resume']);
    expect(starts[0]?.id).toBe(starts[1]?.id);
    expect(starts[2]?.id).not.toBe(starts[0]?.id);
  });

  it('compact it, or are kept under the client’s name for them', async () => {
    const reading = await readFixture('client-lines.jsonl');
    expect(ofType(reading, 'COMPACTION').map(({ summary }) => summary)).toEqual([
      'Conversation compacted (auto)',
    ]);
    expect(ofType(reading, 'OTHER').map(({ name }) => name)).toEqual([
      'file',
      'nested_memory',
      'compact_file_reference',
      'turn_duration',
    ]);
  });

  it('read the files that they put before the model, and not those that they mention', async () => {
    const reading = await readFixture('client-lines.jsonl');
    expect(reading.events.flatMap(({ touches }) => touches)).toEqual([
      { kind: 'READ', path: '/home/dana/shop/NOTES.md', basis: 'ATTACHMENT', confidence: 'HIGH' },
      { kind: 'READ', path: '/home/dana/shop/api/CLAUDE.md', basis: 'ATTACHMENT', confidence: 'HIGH' },
    ]);
  });

  it('that hold no fact are skipped and counted; an unknown one with an identity is kept', async () => {
    const reading = await readFixture('without-facts.jsonl');
    expect(reading.skips).toEqual({
      summary: 1,
      'file-history-snapshot': 1,
      'queue-operation': 1,
      'permission-mode': 1,
      'pr-link': 1,
      'tools-used': 1,
    });
    expect(ofType(reading, 'OTHER').map(({ name }) => name)).toEqual(['holiday-greeting']);
    expect(reading.rejects).toEqual([]);
  });

  it('make no session of a file that only has titles', async () => {
    const reading = await readFixture('summary-only.jsonl');
    expect(reading.items).toEqual([
      { kind: 'skip', name: 'summary' },
      { kind: 'skip', name: 'summary' },
    ]);
  });
});

describe('the context of an event', () => {
  it('is what its own line says, and claims no identity', async () => {
    const reading = await readText([
      line('user', { message: { content: 'a' }, permissionMode: 'bypassPermissions' }),
      line('user', {
        message: { content: 'b' },
        version: '2.1.50',
        gitBranch: '',
        cwd: '/home/dana/shop/api',
      }),
    ]);
    expect(reading.events.map(({ context }) => context)).toEqual([
      {
        identityCarried: false,
        agent: { product: 'Claude Code', version: '2.1.49' },
        osAccount: 'dana',
        repository: { root: '/home/dana/shop' },
        cwd: '/home/dana/shop',
        branch: 'main',
        permissionMode: 'bypassPermissions',
      },
      {
        identityCarried: false,
        agent: { product: 'Claude Code', version: '2.1.50' },
        osAccount: 'dana',
        repository: { root: '/home/dana/shop' },
        cwd: '/home/dana/shop/api',
      },
    ]);
  });

  it('takes the producer’s time, in UTC where no zone is given, and none where it is no time', async () => {
    const at = async (timestamp: unknown) =>
      (await readText([line('user', { message: { content: 'a' }, timestamp })])).events[0]?.at;
    expect(await at('2026-03-02T09:00:00.250Z')).toBe(Date.UTC(2026, 2, 2, 9, 0, 0, 250));
    expect(await at('2026-03-02T11:00:00+02:00')).toBe(Date.UTC(2026, 2, 2, 9));
    expect(await at('2026-03-02T09:00:00')).toBe(Date.UTC(2026, 2, 2, 9));
    for (const odd of ['yesterday', '', 7, null, '2026-13-45T09:00:00Z']) expect(await at(odd)).toBeNull();
  });
});
