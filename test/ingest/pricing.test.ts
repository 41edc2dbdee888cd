import { describe, expect, test } from 'vitest';

import { estimateCostMicroUsd, listedModelName } from '../../src/ingest/pricing.js';

const MILLION = { input: 1_000_000, output: 1_000_000, cacheRead: 0, cacheCreation: 0 };
const AT = Date.UTC(2026, 5, 1);

describe('estimateCostMicroUsd', () => {
  test.each([
    [
      'claude-opus-4-1-20250805',
      { input: 1000, output: 1000, cacheRead: 1000, cacheCreation: 1000 },
      15_000 + 75_000 + 1_500 + 18_750,
    ],
    ['claude-sonnet-4-6', { input: 10, output: 310, cacheRead: 0, cacheCreation: 0 }, 30 + 4650],
    [
      'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
      { input: 1000, output: 0, cacheRead: 0, cacheCreation: 0 },
      3000,
    ],
    ['anthropic/claude-opus-4.5', { input: 1000, output: 0, cacheRead: 0, cacheCreation: 0 }, 5000],
    ['claude-sonnet-4-5[1m]', { input: 1000, output: 0, cacheRead: 0, cacheCreation: 0 }, 3000],
    ['gpt-5-codex', { input: 1000, output: 100, cacheRead: 1000, cacheCreation: 0 }, 1250 + 1000 + 125],
  ])('%s', (model, tokens, expected) => {
    expect(estimateCostMicroUsd(model, tokens, AT)).toBe(expected);
  });

  test('what is kept for an hour costs twice the input, the rest of the writes a quarter more', () => {
    const tokens = { input: 0, output: 0, cacheRead: 0, cacheCreation: 1000, cacheCreation1h: 400 };
    expect(estimateCostMicroUsd('claude-sonnet-4-6', tokens, AT)).toBe(400 * 6 + 600 * 3.75);
  });

  test.each(['<synthetic>', 'glm-4.7', 'kimi-k2', 'llama3:8b', 'my-finetune', ''])(
    '%s has no known price',
    (model) => {
      expect(estimateCostMicroUsd(model, MILLION, AT)).toBeNull();
    },
  );

  test('a request without tokens is free, not unknown', () => {
    expect(
      estimateCostMicroUsd('claude-sonnet-4-6', { input: 0, output: 0, cacheRead: 0, cacheCreation: 0 }, AT),
    ).toBe(0);
  });
});

test('names are stripped of what gateways add', () => {
  expect(listedModelName('claude-sonnet-4@20250514')).toBe('claude-sonnet-4-20250514');
  expect(listedModelName('openrouter/anthropic/claude-haiku-4.5')).toBe('claude-haiku-4-5');
});
