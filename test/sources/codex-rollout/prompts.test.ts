import { describe, expect, it } from 'vitest';

import { ofType } from '../recorded-reading.js';
import { event, message, meta, readCodex } from './rollout-lines.js';

describe('prompts', () => {
  it.each([
    ['<environment_context>\n  <cwd>/home/dana/shop</cwd>\n</environment_context>', 'environment_context'],
    ['<user_instructions>\n\n# Guidelines\n</user_instructions>', 'user_instructions'],
    [
      '# AGENTS.md instructions for /home/dana/shop\n\n<INSTRUCTIONS>\nBe brief.\n</INSTRUCTIONS>',
      'agents_md',
    ],
    ['<permissions instructions>You may …</permissions instructions>', 'permissions_instructions'],
    ['<turn_aborted>\nThe user interrupted.\n</turn_aborted>', 'turn_aborted'],
  ])('are not what the client puts in the user’s place: %j', async (text, name) => {
    const reading = await readCodex([meta(), message('user', text)]);
    expect(ofType(reading, 'USER_PROMPT')).toEqual([]);
    expect(ofType(reading, 'OTHER')).toMatchObject([{ name }]);
  });

  it('are not what the line itself says the harness wrote', async () => {
    const by = (type: string) => ({
      internal_chat_message_metadata_passthrough: {
        content_item_kinds: [`${type}.text`],
        content_item_metadata: [{ provenance: { type } }],
      },
    });
    const reading = await readCodex([
      meta(),
      message('user', 'Plain words', by('harness')),
      message('user', 'Fix it', by('user')),
    ]);
    expect(ofType(reading, 'USER_PROMPT').map(({ summary }) => summary)).toEqual(['Prompt: Fix it']);
    expect(ofType(reading, 'OTHER')[0]).toMatchObject({ name: 'harness.text' });
  });

  it('may be about markup', async () => {
    const reading = await readCodex([
      meta(),
      message('user', '<div> is not closed, why?'),
      message('user', '<b>x</b>'),
    ]);
    expect(ofType(reading, 'USER_PROMPT')).toHaveLength(2);
  });

  it('are shown without what an editor puts before them', async () => {
    const text =
      '# Context from my IDE setup:\n\n## Open tabs:\n- a.ts\n\n## My request for Codex:\nRename it\n';
    const reading = await readCodex([meta(), message('user', text)]);
    expect(ofType(reading, 'USER_PROMPT')[0]?.summary).toBe('Prompt: Rename it');
  });

  it('count once where an event repeats the message', async () => {
    const reading = await readCodex([
      meta(),
      event('user_message', { message: 'Fix it' }),
      message('user', 'Fix it'),
      message('user', 'Fix it'),
      event('user_message', { message: 'Fix it' }),
    ]);
    expect(ofType(reading, 'USER_PROMPT')).toHaveLength(2);
  });

  it('are taken from the events where the file has no messages', async () => {
    const reading = await readCodex([
      meta(),
      event('user_message', { message: 'Fix it', kind: 'plain' }),
      event('user_message', { message: '<environment_context/>', kind: 'environment_context' }),
    ]);
    expect(ofType(reading, 'USER_PROMPT').map(({ summary }) => summary)).toEqual(['Prompt: Fix it']);
  });

  it('that are identical to the millisecond are two, and the same two when read again', async () => {
    const same = { ...message('user', 'go'), timestamp: '2026-03-02T09:00:00.000Z' };
    const first = await readCodex([meta({}, '2026-03-02T08:00:00Z'), same, same]);
    const again = await readCodex([meta({}, '2026-03-02T08:00:00Z'), same, same, message('user', 'more')]);
    const ids = ofType(first, 'USER_PROMPT').map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
    expect(
      ofType(again, 'USER_PROMPT')
        .slice(0, 2)
        .map(({ id }) => id),
    ).toEqual(ids);
  });
});
