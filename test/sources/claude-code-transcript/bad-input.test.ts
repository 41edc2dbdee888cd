import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { facts, line, ofType, readFixture, readText, toolUse } from './reading.js';

describe('bad lines', () => {
  it('are rejected with what is wrong and where, and stop nothing', async () => {
    const reading = await readFixture('broken.jsonl', '/data/broken.jsonl');
    expect(reading.rejects.map(({ position, code }) => [position, code])).toEqual([
      ['line 2', 'CONFLICT_MARKER'],
      ['line 3', 'NOT_JSON'],
      ['line 4', 'NOT_AN_OBJECT'],
      ['line 5', 'NO_SESSION_ID'],
      ['line 6', 'NO_SESSION_ID'],
      ['line 7', 'NO_MESSAGE'],
      ['line 8', 'NO_SESSION_ID'],
      ['line 10', 'NUL_BYTES'],
      ['line 11', 'TRUNCATED_LINE'],
    ]);
    expect(
      reading.rejects.every(({ source, reason }) => source === '/data/broken.jsonl' && reason.endsWith('.')),
    ).toBe(true);
    expect(reading.rejects[1]?.excerpt).toBe('{"type":"user","message":{"role":"user","content":"half a li');
    expect(reading.rejects[7]?.excerpt).toBe('␀␀␀␀');
    expect(ofType(reading, 'USER_PROMPT').map(({ summary }) => summary)).toEqual([
      'Prompt: Add a coupon field',
      'Prompt: after a power cut',
    ]);
  });

  it('say so in the payload where something was left out to read them', async () => {
    const repaired = ofType(await readFixture('broken.jsonl'), 'USER_PROMPT')[1];
    expect(JSON.parse(repaired?.payload ?? '')).toMatchObject({
      $runtrail: { sanitised: true },
      payload: { message: { content: 'after a power cut' } },
    });
  });

  it('have excerpts of at most 500 characters', async () => {
    const [reject] = (await readText(`{${'x'.repeat(2000)}\n`)).rejects;
    expect(reject?.excerpt).toHaveLength(500);
  });

  it('that are whole but lack their line break are read', async () => {
    const reading = await readText(JSON.stringify(line('user', { message: { content: 'last' } })));
    expect(reading.rejects).toEqual([]);
    expect(reading.events).toHaveLength(1);
  });

  it('nest too deeply to be walked', async () => {
    const nested = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const bad = JSON.stringify(toolUse('toolu_1', 'Bash', { command: 'NESTED' })).replace('"NESTED"', nested);
    const reading = await readText([bad, line('user', { message: { content: 'next' } })]);
    expect(reading.rejects.map(({ code }) => code)).toEqual(['TOO_DEEP']);
    expect(ofType(reading, 'USER_PROMPT')).toHaveLength(1);
  });
});

describe('lines over the limit', () => {
  const limits = { maxLineBytes: 4000, maxStringBytes: 100 };

  it('are read where one value was too long, and say what the whole was', async () => {
    const prompt = line('user', { message: { content: 'p'.repeat(9000) } });
    const reading = await readText([prompt], 'given.jsonl', limits);
    const [event] = ofType(reading, 'USER_PROMPT');
    expect(event?.summary).toMatch(/^Prompt: p+…/);
    expect(JSON.parse(event?.payload ?? '')).toMatchObject({
      $runtrail: { truncated: { sizeBytes: JSON.stringify(prompt).length, sha256: /^[0-9a-f]{64}$/ } },
      payload: { uuid: prompt['uuid'], message: { content: `${'p'.repeat(100)}…[8900 bytes left out]` } },
    });
  });

  it('are rejected where they stay too long', async () => {
    const words = Array.from({ length: 2000 }, (_, index) => `word ${index}`);
    const [reject] = (await readText([line('attachment', { attachment: words })], 'given.jsonl', limits))
      .rejects;
    expect(reject).toMatchObject({ code: 'LINE_TOO_LONG', position: 'line 1' });
    expect(reject?.reason).toMatch(/\d+ bytes \(SHA-256 [0-9a-f]{64}\)/);
  });
});

describe('a transcript that a hook saved as an array', () => {
  it('states the same facts as the lines', async () => {
    const lines = await readFixture('message-in-several-lines.jsonl');
    const array = await readFixture('saved-by-hook.json');
    const stated = (reading: typeof lines) =>
      facts({ ...reading, events: reading.events.map((event) => ({ ...event, payload: null })) });
    expect(stated(array)).toEqual(stated(lines));
    expect(array.rejects).toEqual([]);
  });

  it('rejects elements by their number, and reads on after the array', async () => {
    const good = JSON.stringify(line('user', { message: { content: 'a' } }));
    const reading = await readText(`[1, "two, [not three]", ${good},\n {"a": nope}, null]\n{bad\n${good}\n`);
    expect(reading.rejects.map(({ position, code }) => [position, code])).toEqual([
      ['element 1', 'NOT_AN_OBJECT'],
      ['element 2', 'NOT_AN_OBJECT'],
      ['element 4', 'NOT_JSON'],
      ['element 5', 'NOT_AN_OBJECT'],
      ['line 3', 'NOT_JSON'],
    ]);
    expect(reading.events).toHaveLength(2);
  });

  it('knows an array that stops in the middle', async () => {
    const good = JSON.stringify(line('user', { message: { content: 'a' } }));
    const reading = await readText(`[${good},{"type":"us`);
    expect(reading.rejects.map(({ position, code }) => [position, code])).toEqual([
      ['element 2', 'TRUNCATED_LINE'],
    ]);
    expect(reading.events).toHaveLength(1);
  });
});

describe('any input', () => {
  const names = fc.constantFrom(
    'type',
    'message',
    'uuid',
    'sessionId',
    'data',
    'attachment',
    'toolUseResult',
    'content',
  );
  const types = fc.constantFrom('user', 'assistant', 'system', 'attachment', 'progress', 'summary', 'other');
  const block = fc.record(
    {
      type: fc.constantFrom('text', 'tool_use', 'tool_result', 'server_tool_use', 'web_search_tool_result'),
      id: fc.oneof(fc.string(), fc.integer()),
      tool_use_id: fc.oneof(fc.string(), fc.constant(null)),
      name: fc.constantFrom('Bash', 'Read', 'mcp__a__b', '__proto__', 'constructor'),
      input: fc.oneof(
        fc.object(),
        fc.record({ command: fc.string(), file_path: fc.string(), url: fc.webUrl() }),
      ),
      content: fc.oneof(fc.string(), fc.array(fc.object())),
      is_error: fc.boolean(),
    },
    { requiredKeys: ['type'] },
  );
  const message = fc.oneof(
    fc.record({ content: fc.oneof(fc.string(), fc.array(block)), usage: fc.object() }),
    fc.jsonValue(),
  );
  const someLine = fc
    .record(
      {
        type: types,
        sessionId: fc.oneof(fc.constant('s1'), fc.string()),
        uuid: fc.oneof(fc.string(), fc.uuid()),
        parentUuid: fc.oneof(fc.constant(null), fc.string()),
        isSidechain: fc.boolean(),
        timestamp: fc.oneof(fc.string(), fc.constant('2026-03-02T09:00:00Z')),
        cwd: fc.oneof(fc.string({ unit: 'binary' }), fc.constant('/home/dana')),
        message,
        data: fc.record({
          type: fc.constantFrom('agent_progress', 'hook_progress'),
          agentId: fc.string(),
          message,
        }),
        attachment: fc.object({ key: names }),
        toolUseResult: fc.oneof(fc.object(), fc.string()),
      },
      { requiredKeys: ['type'] },
    )
    .map((value) => JSON.stringify(value));
  const noise = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('[', ']', '{}', '\0', '\ufeff'));
  const text = fc.array(fc.oneof(someLine, noise), { maxLength: 8 });

  it('of lines that are nearly right never makes it throw, and every line leaves a trace or is blank', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(someLine, { maxLength: 8 }), async (lines) => {
        const reading = await readText(lines.map((one) => `${one}\n`).join(''));
        expect(reading.items.length).toBeGreaterThanOrEqual(lines.length);
      }),
      { numRuns: 150 },
    );
  }, 30_000);

  it('of text and bytes never makes it throw, nor write what is no text', async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      text.map((parts) => Buffer.from(parts.join('\n'))),
    );
    await fc.assert(
      fc.asyncProperty(bytes, fc.integer({ min: 20, max: 2000 }), async (input, maxLineBytes) => {
        const reading = await readText(input, 'given.jsonl', { maxLineBytes, maxStringBytes: 10 });
        const { events } = reading;
        expect(
          events.every(({ summary }) => summary.length <= 200 && !/[\p{Cc}\p{Surrogate}]/u.test(summary)),
        ).toBe(true);
        expect(
          events
            .flatMap(({ touches }) => touches)
            .every((touch) => !JSON.stringify(touch).includes('\\u0000')),
        ).toBe(true);
      }),
      { numRuns: 300 },
    );
  }, 30_000);

  it('read twice gives the same items', async () => {
    await fc.assert(
      fc.asyncProperty(text, async (parts) => {
        const input = parts.join('\n');
        expect((await readText(input)).items).toEqual((await readText(input)).items);
      }),
    );
  }, 30_000);
});
