import { describe, expect, test } from 'vitest';

import {
  attributionOf,
  type AttributionFacts,
  type SessionEndpoint,
} from '../../src/appraisal/attribution.js';
import { endpointStanding } from '../../src/appraisal/endpoint-standing.js';

function endpoint(parts: Partial<SessionEndpoint> = {}): SessionEndpoint {
  return {
    endpoint: 'host:mac',
    trust: 'KNOWN',
    usualUser: null,
    usualForSelf: false,
    usualForOthers: false,
    ...parts,
  };
}

function attribution(parts: Partial<AttributionFacts> = {}) {
  return attributionOf({
    actor: 'VERIFIED',
    identities: [{ user: 'alice', basis: 'LOGIN', firstAt: 0 }],
    endpoints: [endpoint()],
    sharing: new Set(),
    hintOnly: false,
    ...parts,
  });
}

const usualAlice = { usualUser: 'alice', usualForSelf: true, usualForOthers: true };

describe('attributionOf', () => {
  test.each<[string, Partial<AttributionFacts>, number, string]>([
    ['a login on a known endpoint', {}, 70, 'MEDIUM'],
    ['a login on a managed endpoint', { endpoints: [endpoint({ trust: 'MANAGED' })] }, 90, 'HIGH'],
    ['a login on an unknown endpoint', { endpoints: [endpoint({ trust: 'UNKNOWN' })] }, 60, 'MEDIUM'],
    ['a login and no endpoint', { endpoints: [] }, 60, 'MEDIUM'],
    ['where the user usually is', { endpoints: [endpoint(usualAlice)] }, 75, 'MEDIUM'],
    [
      "on another's endpoint",
      { endpoints: [endpoint({ usualUser: 'bob', usualForOthers: true })] },
      50,
      'MEDIUM',
    ],
    ['a mapped account', { identities: [{ user: 'alice', basis: 'OS_ACCOUNT', firstAt: 0 }] }, 45, 'LOW'],
    ['a git author', { identities: [{ user: 'alice', basis: 'GIT_AUTHOR', firstAt: 0 }] }, 35, 'LOW'],
    ['an assertion', { identities: [{ user: 'alice', basis: 'ASSERTION', firstAt: 0 }] }, 70, 'MEDIUM'],
    ['sharing across users', { sharing: new Set(['SHARED_ACROSS_USERS'] as const) }, 50, 'MEDIUM'],
    [
      'both kinds of sharing count once',
      { sharing: new Set(['SHARED_ACROSS_USERS', 'UNKNOWN_USER_ON_KNOWN_KEY'] as const) },
      50,
      'MEDIUM',
    ],
    ['impossible concurrency', { sharing: new Set(['IMPOSSIBLE_CONCURRENCY'] as const) }, 40, 'LOW'],
    ['a new endpoint', { sharing: new Set(['NEW_ENDPOINT'] as const) }, 60, 'MEDIUM'],
    ['a key known by its hint', { hintOnly: true }, 65, 'MEDIUM'],
    [
      'sharing on an unknown endpoint',
      {
        endpoints: [endpoint({ trust: 'UNKNOWN' })],
        sharing: new Set(['UNKNOWN_USER_ON_KNOWN_KEY'] as const),
      },
      40,
      'LOW',
    ],
    ['nobody, from a source that could tell', { actor: 'UNKNOWN', identities: [] }, 10, 'UNKNOWN'],
    [
      'nobody, from one that could not',
      { actor: 'NOT_REPORTED', identities: [], endpoints: [] },
      0,
      'NOT_REPORTED',
    ],
  ])('%s', (_, facts, score, level) => {
    const result = attribution(facts);
    expect({ score: result.score, level: result.level }).toEqual({ score, level });
  });

  test('the factors add up to the score, which stays within 0 and 100', () => {
    const plain = attribution({ sharing: new Set(['SHARED_ACROSS_USERS', 'NEW_ENDPOINT']), hintOnly: true });
    expect(plain.factors.reduce((sum, { points }) => sum + points, 0)).toBe(plain.score);
    const doubtful = attribution({
      identities: [],
      actor: 'UNKNOWN',
      endpoints: [],
      sharing: new Set(['UNKNOWN_USER_ON_KNOWN_KEY', 'IMPOSSIBLE_CONCURRENCY']),
    });
    expect(doubtful.score).toBe(0);
  });

  test('an unmanaged endpoint never gives HIGH without an assertion', () => {
    const assertion = attribution({
      identities: [{ user: 'alice', basis: 'ASSERTION', firstAt: 0 }],
      endpoints: [endpoint({ trust: 'MANAGED', ...usualAlice })],
    });
    expect(assertion).toMatchObject({ level: 'HIGH', score: 95 });
    expect(attribution({ endpoints: [endpoint(usualAlice)] }).level).toBe('MEDIUM');
  });

  test('of several users the best known counts, of several endpoints the one that says least', () => {
    const result = attribution({
      identities: [
        { user: 'bob', basis: 'GIT_AUTHOR', firstAt: 0 },
        { user: 'alice', basis: 'LOGIN', firstAt: 9 },
      ],
      endpoints: [endpoint({ trust: 'MANAGED' }), endpoint({ endpoint: 'address:1', trust: 'UNKNOWN' })],
    });
    expect(result.factors).toMatchObject([{ value: 'LOGIN' }, { value: 'UNKNOWN' }]);
  });
});

describe('endpointStanding', () => {
  const byUser = (...counts: readonly number[]) => counts.map((sessions, i) => ({ user: `u${i}`, sessions }));

  test.each([
    ['HOST_NAME', false, byUser(3), 'KNOWN'],
    ['HOST_NAME', false, byUser(2, 2, 2), 'UNKNOWN'],
    ['ADDRESS', false, byUser(50), 'UNKNOWN'],
    ['ADDRESS', true, byUser(), 'MANAGED'],
    ['ENROLMENT', false, byUser(), 'MANAGED'],
  ] as const)('%s, declared managed %s, sessions %j: %s', (identity, declaredManaged, users, trust) => {
    const sessions = users.reduce((sum, user) => sum + user.sessions, 0);
    expect(endpointStanding({ identity, declaredManaged, sessions, byUser: users }).trust).toBe(trust);
  });

  test.each([
    // Three others are needed, and four fifths of them.
    [byUser(3), false, false],
    [byUser(4), true, true],
    [byUser(3, 1), false, true],
    [byUser(4, 1), false, true],
    [byUser(5, 1), true, true],
    [byUser(4, 2), false, true],
    [byUser(4, 3), false, false],
  ])('sessions %j: usual as seen by the user %s, by another %s', (users, forSelf, forOthers) => {
    const sessions = users.reduce((sum, user) => sum + user.sessions, 0);
    const standing = endpointStanding({
      identity: 'HOST_NAME',
      declaredManaged: false,
      sessions,
      byUser: users,
    });
    expect(standing).toMatchObject({
      usualForSelf: forSelf,
      usualForOthers: forOthers,
      usualUser: forOthers ? 'u0' : null,
    });
  });
});
