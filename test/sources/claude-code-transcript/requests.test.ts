import { describe, expect, it } from 'vitest';

import type { TokenCounts } from '../../../src/events/event.js';
import { eventId } from '../../../src/events/ids.js';
import { line, ofType, readFixture, readText, SESSION, type Reading } from './reading.js';

const session = { product: 'claude-code', sessionId: SESSION };

/** What the store makes of the records of each request: the maximum of each counter. */
function totals(reading: Reading): TokenCounts[] {
  const requests = new Map<string, TokenCounts>();
  for (const { id, tokens } of ofType(reading, 'MODEL_REQUEST')) {
    if (tokens === null) continue;
    const known = requests.get(id) ?? { input: 0, output: 0, cacheRead: 0, cacheCreation: 0 };
    requests.set(id, {
      input: Math.max(known.input, tokens.input),
      output: Math.max(known.output, tokens.output),
      cacheRead: Math.max(known.cacheRead, tokens.cacheRead),
      cacheCreation: Math.max(known.cacheCreation, tokens.cacheCreation),
    });
  }
  return [...requests.values()];
}

describe('a message over several lines', () => {
  it('is one request with a record for each line, and the largest counters are the true ones', async () => {
    const reading = await readFixture('message-in-several-lines.jsonl');
    const requests = ofType(reading, 'MODEL_REQUEST');
    expect(requests).toHaveLength(5);
    expect(new Set(requests.map((request) => request.id)).size).toBe(2);
    expect(totals(reading)).toEqual([
      { input: 4, output: 310, cacheRead: 1000, cacheCreation: 200 },
      { input: 1500, output: 42, cacheRead: 0, cacheCreation: 0 },
    ]);
  });

  it('gives each record its own line and counters', async () => {
    const [first, , third] = ofType(await readFixture('message-in-several-lines.jsonl'), 'MODEL_REQUEST');
    expect(first).toMatchObject({
      model: 'claude-sonnet-4-5-20250929',
      tokens: { input: 4, output: 1, cacheRead: 1000, cacheCreation: 200, cacheCreation1h: 200 },
      costMicroUsd: null,
      costBasis: null,
    });
    expect(JSON.parse(first?.payload ?? '')).toMatchObject({ message: { content: [{ type: 'thinking' }] } });
    expect(third?.tokens?.output).toBe(310);
    expect(third?.summary).toBe('claude-sonnet-4-5-20250929: 1,204 in, 310 out');
  });

  it('is known by its request id, and by its message id where there is none', async () => {
    const ids = ofType(await readFixture('message-in-several-lines.jsonl'), 'MODEL_REQUEST').map(
      ({ id }) => id,
    );
    expect(ids[0]).toBe(eventId.modelRequest(session, { requestId: 'req_011CaZ7xK2mP9qLs4Vt8Wn3B' }));
    expect(ids.at(-1)).toBe(eventId.modelRequest(session, { messageId: 'msg_01Ba8Hc3Jd6Ke1Lf9Mg4Nh7P' }));
  });

  it('ends a turn once, when its reason says so', async () => {
    const stops = ofType(await readFixture('message-in-several-lines.jsonl'), 'ASSISTANT_STOP');
    expect(stops.map((stop) => stop.summary)).toEqual(['Turn ended: It is never stored.']);
  });
});

describe('requests without usable ids', () => {
  const message = (fields: object) => ({
    message: {
      model: 'glm-4.7',
      content: [{ type: 'text', text: 'x' }],
      usage: { output_tokens: 5 },
      ...fields,
    },
  });

  it('never merge on a redaction mark', async () => {
    const reading = await readText([
      line('assistant', { ...message({ id: 'REDACTED' }), requestId: 'REDACTED' }),
      line('assistant', { ...message({ id: 'REDACTED' }), requestId: 'REDACTED' }),
      line('assistant', message({})),
    ]);
    expect(new Set(ofType(reading, 'MODEL_REQUEST').map(({ id }) => id)).size).toBe(3);
  });

  it('are known by their content where the line has no uuid either', async () => {
    const bare = (text: string) =>
      line('assistant', { uuid: undefined, message: { content: [{ type: 'text', text }] } });
    const again = ofType(await readText([bare('a'), bare('a'), bare('b')]), 'MODEL_REQUEST').map(
      ({ id }) => id,
    );
    expect(again[0]).toBe(again[1]);
    expect(again[2]).not.toBe(again[0]);
  });

  it('count nothing where there is no usage, and only whole numbers where there is', async () => {
    const odd = message({ usage: { input_tokens: -4, output_tokens: 'many', cache_read_input_tokens: 2.5 } });
    const [none, zero] = ofType(
      await readText([line('assistant', message({ usage: null })), line('assistant', odd)]),
      'MODEL_REQUEST',
    );
    expect(none?.tokens).toBeNull();
    expect(zero?.tokens).toEqual({ input: 0, output: 0, cacheRead: 0, cacheCreation: 0 });
  });
});

describe('lines that the client made itself', () => {
  it('are no requests of a model and count no tokens', async () => {
    const reading = await readFixture('synthetic.jsonl');
    expect(ofType(reading, 'MODEL_REQUEST')).toEqual([]);
    expect(ofType(reading, 'ASSISTANT_STOP')).toEqual([]);
    expect(ofType(reading, 'API_ERROR').map(({ summary }) => summary)).toEqual([
      'API error: API Error: 529 Overloaded',
      'API error: 529 Overloaded',
    ]);
    expect(ofType(reading, 'OTHER').map(({ name, summary }) => [name, summary])).toEqual([
      ['synthetic', 'No response requested.'],
    ]);
  });
});
