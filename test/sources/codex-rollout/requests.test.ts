import { describe, expect, it } from 'vitest';

import { ofType } from '../recorded-reading.js';
import { event, line, meta, readCodex, tokenCount, turn, usage } from './rollout-lines.js';

const request = { input: 1000, cached: 600, output: 50 };

describe('model requests', () => {
  it('are the token counts that change the total, each with the model of its turn', async () => {
    const reading = await readCodex([
      meta(),
      turn(),
      event('token_count', { info: null, rate_limits: {} }),
      tokenCount(request, request),
      tokenCount(request, request),
      turn({ model: 'gpt-5.1' }),
      tokenCount({ input: 2500, cached: 1500, output: 90 }, { input: 1500, cached: 900, output: 40 }),
    ]);
    expect(ofType(reading, 'MODEL_REQUEST')).toMatchObject([
      { model: 'gpt-5-codex', tokens: { input: 400, cacheRead: 600, cacheCreation: 0, output: 50 } },
      { model: 'gpt-5.1', tokens: { input: 600, cacheRead: 900, cacheCreation: 0, output: 40 } },
    ]);
    expect(reading.skips).toMatchObject({
      'event_msg:token_count:repeated': 1,
      'event_msg:token_count:rate-limits': 1,
    });
  });

  it('count on when the total starts again', async () => {
    const reading = await readCodex([
      meta(),
      tokenCount({ input: 9000, output: 500 }, request),
      tokenCount({ input: 0, output: 0 }, { input: 0, output: 0 }),
      tokenCount(request, request),
    ]);
    expect(ofType(reading, 'MODEL_REQUEST')).toHaveLength(2);
  });

  it('of a record with a response id are counted once, whatever repeats them', async () => {
    const stated = (id: string, last: typeof request, total: typeof request) =>
      line('token_usage_record', {
        response_id: id,
        usage: usage(last),
        thread_token_usage: usage(total),
      });
    const both = { input: 2000, cached: 1200, output: 100 };
    const reading = await readCodex([
      meta(),
      stated('resp_1f0c2b7ae2d94b7d8a6f01', request, request),
      tokenCount(request, request),
      stated('resp_2f0c2b7ae2d94b7d8a6f02', request, both),
      tokenCount(both, request),
    ]);
    const requests = ofType(reading, 'MODEL_REQUEST');
    expect(requests).toHaveLength(2);
    expect(new Set(requests.map(({ id }) => id)).size).toBe(2);
  });

  it('of a record without the total are counted once as well', async () => {
    const stated = line('token_usage_record', { response_id: 'resp_1', usage: usage(request) });
    const reading = await readCodex([meta(), stated, tokenCount({ input: 9000, output: 90 }, request)]);
    expect(ofType(reading, 'MODEL_REQUEST')).toHaveLength(1);
  });

  it('keep what was written to a cache apart from the input', async () => {
    const last = { input: 1000, cached: 600, output: 10, cacheWrite: 300 };
    const reading = await readCodex([meta(), tokenCount(last, last)]);
    expect(ofType(reading, 'MODEL_REQUEST')[0]?.tokens).toEqual({
      input: 100,
      cacheRead: 600,
      cacheCreation: 300,
      output: 10,
    });
  });

  it('cost nothing that the record does not say', async () => {
    const reading = await readCodex([meta(), tokenCount(request, request)]);
    expect(ofType(reading, 'MODEL_REQUEST')[0]).toMatchObject({
      model: null,
      costMicroUsd: null,
      costBasis: null,
    });
  });

  it('with figures that cannot be are skipped or held within bounds', async () => {
    const odd = { input: 10, cached: 600, output: 5 };
    const reading = await readCodex([
      meta(),
      event('token_count', { info: { prompt: 1420, completion: 910 } }),
      tokenCount({ input: -5, output: 1 }, { input: -5, output: 1 }),
      tokenCount(odd, odd),
    ]);
    expect(ofType(reading, 'MODEL_REQUEST').map(({ tokens }) => tokens)).toEqual([
      { input: 0, cacheRead: 10, cacheCreation: 0, output: 5 },
    ]);
  });
});
