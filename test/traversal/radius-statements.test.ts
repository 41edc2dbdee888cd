import { describe, expect, it } from 'vitest';
import { readQueries } from '../../src/graph/catalogue/read.generated.js';
import { KINDS } from '../../src/graph/model.js';
import { DIRECTIONS, TRAVERSED_KINDS, type TraversedKind } from '../../src/traversal/policy.js';

/** The statements of one class differ in their labels and types only: with these taken out they are the same text. */
function withoutNames(kind: TraversedKind, direction: string): string {
  const name = `radius-${kind.toLowerCase().replaceAll('_', '-')}-${direction.toLowerCase()}`;
  const query = readQueries.find(({ file }) => file === `read/${name}.cypher`);
  if (query === undefined) throw new Error(`There is no statement ${name}.`);
  const { from, to } = KINDS[kind];
  return query.text
    .replaceAll(`:${to}`, ':Thing')
    .replaceAll(`:${from}`, ':Session')
    .replace(/ {2}count \{ \(x\)<-\[:\w+\]-\(\) \} AS \w+,?\n?/g, '')
    .replaceAll(`:${kind}`, ':KIND')
    .trim();
}

describe('the statements of the radius', () => {
  it.each([
    ['contacts', ['READ', 'WROTE', 'CALLED', 'USED_SERVER']],
    ['states', ['USED_KEY', 'RUN_BY', 'RAN_ON']],
  ] as const)('compute %s alike for every kind', (_, kinds) => {
    for (const direction of DIRECTIONS) {
      const texts = kinds.map((kind) => withoutNames(kind, direction));
      expect(new Set(texts)).toEqual(new Set(texts.slice(0, 1)));
    }
  });

  it('have literal relationship types, each its own', () => {
    for (const kind of TRAVERSED_KINDS) {
      for (const direction of DIRECTIONS) expect(withoutNames(kind, direction)).toContain('[r:KIND]');
    }
  });
});
