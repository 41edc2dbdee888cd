import { describe, expect, it } from 'vitest';
import { readQueries } from '../../src/graph/catalogue/read.generated.js';
import { KINDS } from '../../src/graph/model.js';
import { TRAVERSED_KINDS, type TraversedKind } from '../../src/traversal/policy.js';

/** The statements of one class differ in their labels and types only: with these taken out they are the same text. */
function withoutNames(kind: TraversedKind): string {
  const name = `paths-${kind.toLowerCase().replaceAll('_', '-')}`;
  const query = readQueries.find(({ file }) => file === `read/${name}.cypher`);
  if (query === undefined) throw new Error(`There is no statement ${name}.`);
  return query.text.replaceAll(`:${KINDS[kind].to}`, ':Thing').replaceAll(`:${kind}`, ':KIND');
}

describe('the statements of paths', () => {
  it.each([
    ['contacts', ['READ', 'WROTE', 'CALLED', 'USED_SERVER']],
    ['states', ['USED_KEY', 'RUN_BY', 'RAN_ON']],
  ] as const)('read %s alike for every kind', (_, kinds) => {
    const texts = kinds.map((kind) => withoutNames(kind));
    expect(new Set(texts)).toEqual(new Set(texts.slice(0, 1)));
  });

  it('have literal relationship types, each its own', () => {
    for (const kind of TRAVERSED_KINDS) expect(withoutNames(kind)).toContain('[r:KIND]');
  });
});
