import { describe, expect, test } from 'vitest';

import { type KeyFacts, type KeyUse, sharingOf } from '../../src/appraisal/sharing.js';

const DAY = 24 * 60 * 60_000;
const HOUR = 60 * 60_000;

function use(session: string, day: number, parts: Partial<KeyUse> = {}): KeyUse {
  const startAt = day * DAY;
  const users = parts.users ?? ['alice'];
  return {
    session,
    interval: { startAt, endAt: startAt + HOUR },
    actor: users.length > 0 ? 'VERIFIED' : 'UNKNOWN',
    users,
    endpoints: ['mac'],
    exemptEndpoints: [],
    spans: [{ startAt, endAt: startAt + HOUR }],
    inferred: false,
    event: `event of ${session}`,
    ...parts,
  };
}

function sharing(uses: readonly KeyUse[], parts: Partial<KeyFacts> = {}) {
  const facts = { key: 'fp:1', hintOnly: false, exempt: false, hintCollides: false, uses, ...parts };
  return sharingOf(facts, () => false);
}

function codesOf(result: ReturnType<typeof sharing>): string[] {
  return result.reasons.map(({ code }) => code);
}

describe('sharingOf', () => {
  test('a key of one user on one endpoint is not shared', () => {
    const result = sharing([use('a', 1), use('b', 2)]);
    expect(result).toMatchObject({
      reasons: [],
      clustered: false,
      sharedFrom: null,
      sessionCount: 2,
      users: ['alice'],
    });
    expect(result.bySession.size).toBe(0);
  });

  test('two users: both sessions, since the later start, each citing the other', () => {
    const result = sharing([use('a', 1), use('b', 3, { users: ['bob'], endpoints: ['pc'] })]);
    expect(codesOf(result)).toEqual(['SHARED_ACROSS_USERS', 'SHARED_ACROSS_ENDPOINTS']);
    expect(result.reasons[0]).toMatchObject({
      severity: 'MEDIUM',
      confidence: 'HIGH',
      sessions: ['a', 'b'],
      times: [3 * DAY],
      sessionCount: 2,
    });
    expect(result.reasons[1]?.severity).toBe('LOW');
    expect(result).toMatchObject({ sharedFrom: 3 * DAY, clustered: true });
    expect(result.bySession.get('a')).toEqual({
      session: 'a',
      codes: ['SHARED_ACROSS_USERS'],
      partners: ['b'],
      events: ['event of b'],
    });
    expect(result.bySession.get('b')?.partners).toEqual(['a']);
  });

  test('sessions further apart than 30 days are not shared', () => {
    const far = use('b', 0, {
      users: ['bob'],
      interval: { startAt: DAY + HOUR + 30 * DAY + 1, endAt: 40 * DAY },
    });
    expect(codesOf(sharing([use('a', 1), far]))).toEqual([]);
    const near = { ...far, interval: { startAt: DAY + HOUR + 30 * DAY, endAt: 40 * DAY } };
    expect(codesOf(sharing([use('a', 1), near]))).toEqual(['SHARED_ACROSS_USERS']);
  });

  test('an unknown actor beside a verified user counts, one that nobody could have reported does not', () => {
    const unknown = sharing([use('a', 1), use('b', 2, { users: [] })]);
    expect(codesOf(unknown)).toEqual(['UNKNOWN_USER_ON_KNOWN_KEY']);
    expect(unknown.reasons[0]?.severity).toBe('HIGH');
    const notReported = sharing([use('a', 1), use('b', 2, { users: [], actor: 'NOT_REPORTED' })]);
    expect(codesOf(notReported)).toEqual([]);
    const nobodyKnown = sharing([use('a', 1, { users: [] }), use('b', 2, { users: [] })]);
    expect(codesOf(nobodyKnown)).toEqual([]);
  });

  test('one user on two endpoints is only noted, and makes no cluster', () => {
    const result = sharing([use('a', 1), use('b', 2, { endpoints: ['pc'] })]);
    expect(result.reasons).toMatchObject([
      { code: 'SHARED_ACROSS_ENDPOINTS', severity: 'INFO', declared: false },
    ]);
    expect(result).toMatchObject({ clustered: false, sharedFrom: null });
    expect(result.bySession.size).toBe(0);
  });

  test('one user active on two endpoints at once, unless one session is known to have reached the other', () => {
    const uses = [use('a', 1), use('b', 1, { endpoints: ['pc'] })];
    const result = sharing(uses);
    expect(codesOf(result)).toEqual(['IMPOSSIBLE_CONCURRENCY', 'SHARED_ACROSS_ENDPOINTS']);
    expect(result).toMatchObject({ clustered: true, sharedFrom: DAY });
    const facts = { key: 'fp:1', hintOnly: false, exempt: false, hintCollides: false, uses };
    expect(codesOf(sharingOf(facts, () => true))).toEqual(['SHARED_ACROSS_ENDPOINTS']);
  });

  test.each([
    ['known for seven days and quiet since', [0, 7], true],
    ['known for less', [0, 6.99], false],
    ['another endpoint came in between', [0, 3, 8], false],
    ['another endpoint came seven days before', [0, 1, 8], true],
  ])('a new endpoint: %s', (_, days, expected) => {
    const endpoints = ['mac', 'pc', 'vm'].slice(3 - days.length);
    const result = sharing(days.map((day, i) => use(`s${i}`, day, { endpoints: [endpoints[i] ?? 'vm'] })));
    const last = `s${days.length - 1}`;
    expect(result.bySession.get(last)?.codes.includes('NEW_ENDPOINT') ?? false).toBe(expected);
  });

  test('a key declared for a service shows its reasons and raises none', () => {
    const result = sharing([use('a', 1), use('b', 2, { users: ['bob'] })], { exempt: true });
    expect(result.reasons).toMatchObject([{ code: 'SHARED_ACROSS_USERS', severity: 'INFO', declared: true }]);
    expect(result).toMatchObject({ clustered: false, sharedFrom: null });
    expect(result.bySession.size).toBe(0);
  });

  test('sessions on an endpoint declared for CI raise nothing, others still do', () => {
    const onCi = use('b', 2, { users: ['bob'], endpoints: ['ci'], exemptEndpoints: ['ci'] });
    const exempt = sharing([use('a', 1), onCi]);
    expect(exempt.reasons).toMatchObject([
      { code: 'SHARED_ACROSS_USERS', declared: true },
      { code: 'SHARED_ACROSS_ENDPOINTS', declared: true },
    ]);
    expect(exempt).toMatchObject({ clustered: false, endpoints: ['mac'] });
    const withCarol = sharing([use('a', 1), onCi, use('c', 2, { users: ['carol'] })]);
    expect(withCarol.reasons[0]).toMatchObject({
      code: 'SHARED_ACROSS_USERS',
      declared: false,
      sessions: ['a', 'c'],
    });
    expect([...withCarol.bySession.keys()]).toEqual(['a', 'c']);
  });

  test('a key known by its hint alone says so, and everything about it is less sure', () => {
    const result = sharing([use('a', 1), use('b', 2, { users: ['bob'] })], {
      hintOnly: true,
      hintCollides: true,
    });
    expect(codesOf(result)).toEqual(['SHARED_ACROSS_USERS', 'HINT_COLLISION', 'HINT_ONLY']);
    expect(result).toMatchObject({ confidence: 'LOW' });
    expect(sharing([use('a', 1, { inferred: true })]).confidence).toBe('MEDIUM');
  });

  test('a session without a timed event is counted and is near nothing', () => {
    const result = sharing([use('a', 1), use('b', 2, { users: ['bob'], interval: null, spans: [] })]);
    expect(result).toMatchObject({
      reasons: [],
      sessionCount: 2,
      users: ['alice', 'bob'],
      lastAt: DAY + HOUR,
    });
  });

  test('a session whose client changed its login shares with any other user', () => {
    const result = sharing([use('a', 1, { users: ['alice', 'bob'] }), use('b', 2, { users: ['bob'] })]);
    expect([...result.bySession.keys()]).toEqual(['a', 'b']);
    expect(codesOf(sharing([use('a', 1, { users: ['alice', 'bob'] })]))).toEqual([]);
  });
});
