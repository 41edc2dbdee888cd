import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { generateCatalogue } from '../../scripts/catalogue/generate.js';
import { staleFiles, writeCatalogue } from '../../scripts/catalogue/output.js';

const FIXTURES = join(import.meta.dirname, '..', 'fixtures', 'catalogue');

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'runtrail-catalogue-'));
  cpSync(FIXTURES, directory, { recursive: true });
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

function add(
  file: string,
  text = '// One.\n// returns one: int\n// plan: any no node\nRETURN 1 AS one\n',
): void {
  mkdirSync(join(directory, file, '..'), { recursive: true });
  writeFileSync(join(directory, file), text);
}

describe('the generated catalogue', () => {
  it('has a module for each group and one for all', () => {
    expect([...generateCatalogue(directory).keys()]).toEqual([
      'constraints.generated.ts',
      'read.generated.ts',
      'signals.generated.ts',
      'write.generated.ts',
      'all.generated.ts',
    ]);
  });

  it('is the same each time', () => {
    expect([...generateCatalogue(directory)]).toEqual([...generateCatalogue(FIXTURES)]);
  });

  it('gives each query its types, its docstring and its text', () => {
    const read = generateCatalogue(directory).get('read.generated.ts') ?? '';
    expect(read).toContain(`export interface NotesOfAuthorParams {
  readonly author: string;
  /** Epoch milliseconds. */
  readonly before: number | null;
  readonly kinds: readonly (string | null)[];
  readonly first: number;
}

export interface NotesOfAuthorRow {
  id: string;
  /** Epoch milliseconds. */
  writtenAt: number;
  length: number | null;
  tags: string[];
  readers: { name: string; at: number | null; devices: string[] }[];
  extra: unknown;
}

/**
 * Notes that one author wrote, newest first.
 * A note without a time comes last.
 */
export const notesOfAuthor: ReadQuery<NotesOfAuthorParams, NotesOfAuthorRow> = defineReadQuery({
  name: 'notesOfAuthor',
  file: 'read/notes-of-author.cypher',
  text: \`MATCH`);
    // A backtick in the statement does not end the template.
    expect(read).toContain("'costs $5; // not a comment \\`'");
  });

  it('knows queries without parameters and without rows', () => {
    add('read/one.cypher');
    add(
      'write/touch-note.cypher',
      '// Touch.\n// param id: string\n// plan: any test\nMERGE (n:FixtureNote {id: $id})\n',
    );
    const modules = generateCatalogue(directory);
    expect(modules.get('read.generated.ts')).toContain(
      'export const one: ReadQuery<NoParams, OneRow> = defineReadQuery({',
    );
    expect(modules.get('write.generated.ts')).toContain(
      'touchNote: WriteQuery<TouchNoteParams, never> = defineWriteQuery({',
    );
  });

  it('is complete where a folder is empty or absent', () => {
    rmSync(join(directory, 'signals'), { recursive: true });
    expect(generateCatalogue(directory).get('signals.generated.ts')).toContain(
      'export const signalQueries: readonly SignalStatement[] = [];',
    );
  });

  it('lists files in the order of their names', () => {
    add('read/zebra.cypher');
    add('read/apple.cypher');
    expect(generateCatalogue(directory).get('read.generated.ts')).toContain(
      '  apple,\n  notesOfAuthor,\n  zebra,\n',
    );
  });

  it('refuses one name for two queries', () => {
    add('write/notes-of-author.cypher');
    expect(() => generateCatalogue(directory)).toThrow(
      'cypher/write/notes-of-author.cypher:1: the name "notesOfAuthor" is that of cypher/read/notes-of-author.cypher',
    );
  });

  it('refuses names that TypeScript or the catalogue itself takes, and other files', () => {
    add('read/delete.cypher');
    add('read/all-queries.cypher');
    add('read/notes.txt');
    expect(() => generateCatalogue(directory)).toThrow(/delete\.cypher:1: .*\n?/);
    expect(() => generateCatalogue(directory)).toThrow('"allQueries" cannot name a query');
    expect(() => generateCatalogue(directory)).toThrow(
      'cypher/read/notes.txt:1: only .cypher files stand here',
    );
  });

  it('reports the faults of all files at once', () => {
    add('read/first.cypher', 'RETURN 1');
    add('write/second.cypher', '// Two.\n// plan: any none\nRETURN $x');
    expect(() => generateCatalogue(directory)).toThrow(
      /read\/first\.cypher:1: [^]*write\/second\.cypher:3: \$x is used/,
    );
  });
});

describe('the files of a checkout', () => {
  const output = (name: string) => join('src', 'graph', 'catalogue', name);
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'runtrail-checkout-'));
    cpSync(FIXTURES, join(root, 'cypher'), { recursive: true });
    writeCatalogue(root);
  });

  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  it('are fresh once written', () => {
    expect(staleFiles(root)).toEqual([]);
  });

  it('are named when their source changes, when they are edited or gone, or when nothing makes them', () => {
    rmSync(join(root, 'cypher', 'read', 'notes-of-author.cypher'));
    appendFileSync(join(root, output('write.generated.ts')), '// edited\n');
    rmSync(join(root, output('signals.generated.ts')));
    writeFileSync(join(root, output('old.generated.ts')), '');
    expect(staleFiles(root)).toEqual(
      ['old.generated.ts', 'read.generated.ts', 'signals.generated.ts', 'write.generated.ts'].map(output),
    );
    writeCatalogue(root);
    expect(staleFiles(root)).toEqual([]);
  });
});
