import { describe, expect, it } from 'vitest';
import { radiusFromSessions, readQueries } from '../../src/graph/catalogue/read.generated.js';
import { KINDS } from '../../src/graph/model.js';
import { TRAVERSED_KINDS, type TraversedKind } from '../../src/traversal/policy.js';

/** The statements of one class differ in their labels and types only: with these taken out they are the same text. */
function withoutNames(kind: TraversedKind): string {
  const name = `radius-${kind.toLowerCase().replaceAll('_', '-')}-in`;
  const query = readQueries.find(({ file }) => file === `read/${name}.cypher`);
  if (query === undefined) throw new Error(`There is no statement ${name}.`);
  const { from, to } = KINDS[kind];
  return query.text
    .replaceAll(`:${to}`, ':Thing')
    .replaceAll(`:${from}`, ':Session')
    .replaceAll(`:${kind}`, ':KIND')
    .trim();
}

describe('the statements of the radius', () => {
  it.each([
    ['contacts', ['READ', 'WROTE', 'CALLED', 'USED_SERVER']],
    ['states', ['USED_KEY', 'RUN_BY', 'RAN_ON']],
  ] as const)('compute %s to sessions alike for every kind', (_, kinds) => {
    const texts = kinds.map((kind) => withoutNames(kind));
    expect(new Set(texts)).toEqual(new Set(texts.slice(0, 1)));
    for (const text of texts) expect(text).toContain('[r:KIND]');
  });

  it('names every kind literally from sessions, and no other', () => {
    const named = [...radiusFromSessions.text.matchAll(/\[r:([A-Z_|]+)\]/g)].flatMap(([, kinds = '']) =>
      kinds.split('|'),
    );
    expect(named.toSorted()).toEqual(TRAVERSED_KINDS.toSorted());
  });
});
