import { readdirSync, readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

const folder = new URL('../../cypher/read/', import.meta.url);
const BEGIN = '// predicate: the same block stands in every file that lists or counts sessions by a filter\n';
const END = '// end of predicate\n';

describe('the predicate of a session filter', () => {
  const texts = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'));
  const blocks = texts
    .filter((text) => text.includes(BEGIN))
    .map((text) => text.slice(text.indexOf(BEGIN), text.indexOf(END) + END.length));

  it('is one, however many statements apply it', () => {
    expect(blocks.length).toBeGreaterThanOrEqual(5);
    expect(new Set(blocks).size).toBe(1);
  });

  it('stands in every statement that takes clauses', () => {
    expect(texts.filter((text) => text.includes('$clauses'))).toHaveLength(blocks.length);
  });
});
