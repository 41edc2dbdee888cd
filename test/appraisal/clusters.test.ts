import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { type ClusterableKey, clustersOf, JOINING_KEYS } from '../../src/appraisal/clusters.js';

function key(name: string, parts: Partial<ClusterableKey> = {}): ClusterableKey {
  return {
    key: name,
    firstAt: 0,
    reasons: ['SHARED_ACROSS_USERS'],
    confidence: 'HIGH',
    clustered: true,
    users: [],
    endpoints: [],
    ...parts,
  };
}

const keysArb: fc.Arbitrary<ClusterableKey[]> = fc
  .array(
    fc.record({
      clustered: fc.boolean(),
      firstAt: fc.option(fc.nat(5), { nil: null }),
      users: fc.uniqueArray(fc.constantFrom('u1', 'u2', 'u3', 'u4', 'u5', 'u6'), { maxLength: 2 }),
      endpoints: fc.uniqueArray(fc.constantFrom('e1', 'e2', 'e3', 'e4'), { maxLength: 1 }),
    }),
    { maxLength: 12 },
  )
  .map((keys) => keys.map((parts, i) => key(`k${String(i).padStart(2, '0')}`, parts)));

describe('clustersOf', () => {
  test('two keys are in one cluster exactly where a chain of common users and endpoints leads from one to the other', () => {
    fc.assert(
      fc.property(keysArb, (keys) => {
        const members = keys.filter(({ clustered }) => clustered);
        const reached = (from: ClusterableKey): string[] => {
          const found = new Set([from.key]);
          for (let size = 0; size !== found.size;) {
            size = found.size;
            for (const a of members) {
              if (!found.has(a.key)) continue;
              for (const b of members) {
                const common = [...a.users, ...a.endpoints].some((one) =>
                  [...b.users, ...b.endpoints].includes(one),
                );
                if (common) found.add(b.key);
              }
            }
          }
          return [...found].sort();
        };
        const clusters = clustersOf(keys);
        for (const member of members) {
          const cluster = clusters.find((one) => one.keys.includes(member.key));
          expect([...(cluster?.keys ?? [])].sort()).toEqual(reached(member));
        }
        expect(clusters.flatMap((cluster) => cluster.keys).length).toBe(members.length);
      }),
    );
  });

  test('gives the same for any order of the keys', () => {
    fc.assert(
      fc.property(
        keysArb.chain((keys) =>
          fc.tuple(fc.constant(keys), fc.shuffledSubarray(keys, { minLength: keys.length })),
        ),
        ([keys, shuffled]) => {
          expect(clustersOf(shuffled)).toEqual(clustersOf(keys));
        },
      ),
    );
  });

  test(`a user of ${JOINING_KEYS} keys joins them, one of more joins none, also where the others are not shared`, () => {
    const shared = [key('a', { users: ['bot'] }), key('b', { users: ['bot'] })];
    const others = (count: number): ClusterableKey[] =>
      Array.from({ length: count }, (_, i) => key(`x${i}`, { users: ['bot'], clustered: false }));
    expect(clustersOf([...shared, ...others(JOINING_KEYS - 2)])).toHaveLength(1);
    expect(clustersOf([...shared, ...others(JOINING_KEYS - 1)])).toHaveLength(2);
  });

  test('is known by its earliest-used key, is as bad as its worst reason and as sure as its least sure key', () => {
    const clusters = clustersOf([
      key('a', { firstAt: 20, users: ['u'], reasons: ['SHARED_ACROSS_USERS', 'SHARED_ACROSS_ENDPOINTS'] }),
      key('b', { firstAt: 10, users: ['u'], reasons: ['UNKNOWN_USER_ON_KNOWN_KEY'], confidence: 'MEDIUM' }),
      key('c', { firstAt: null, endpoints: ['e'], reasons: ['SHARED_ACROSS_ENDPOINTS'] }),
    ]);
    expect(clusters).toMatchObject([
      { id: 'b', keys: ['b', 'a'], severity: 'HIGH', confidence: 'MEDIUM', users: ['u'] },
      { id: 'c', keys: ['c'], severity: 'LOW', confidence: 'HIGH', endpoints: ['e'] },
    ]);
  });
});
