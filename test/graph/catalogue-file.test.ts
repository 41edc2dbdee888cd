import { describe, expect, it } from 'vitest';
import {
  type CatalogueFile,
  type Group,
  parseCatalogueFile,
} from '../../scripts/catalogue/catalogue-file.js';
import { CatalogueError } from '../../scripts/catalogue/fault.js';
import { describeType } from '../../src/graph/value-type.js';

function parse(source: string, group: Group = 'read', fileName = 'notes-of-author.cypher'): CatalogueFile {
  return parseCatalogueFile(group, fileName, source);
}

/** The faults of a source, as `line: message`. */
function faultsOf(source: string, group: Group = 'read', fileName = 'notes-of-author.cypher'): string[] {
  try {
    parse(source, group, fileName);
  } catch (error) {
    if (error instanceof CatalogueError)
      return error.faults.map(({ line, message }) => `${line}: ${message}`);
    throw error;
  }
  return [];
}

const SOUND = `// Notes of an author.
// param author: string
// returns id: string
// plan: seek Author.key
MATCH (a:Author {key: $author}) RETURN a.id AS id
`;

describe('a catalogue file', () => {
  it('gives name, docstring, types, plan and text', () => {
    const file = parse(`// Notes of an author.
// The newest first.
// param author: string
// param rows: list<map{id: string, at: instant?,
//   sizes: list<int?>}>
// returns id: string
// returns extra: json
// plan: seek Author.key
// plan: seek Note.kind, writtenAt
// plan: order Note.writtenAt
// plan: scan Author
// plan: scan Author.leftAt
MATCH (a:Author {key: $author}) // the author
UNWIND $rows AS row
RETURN a.id AS id, a {.*} AS extra;
`);
    expect(file).toMatchObject({
      name: 'notesOfAuthor',
      file: 'read/notes-of-author.cypher',
      doc: ['Notes of an author.', 'The newest first.'],
      text: 'MATCH (a:Author {key: $author}) // the author\nUNWIND $rows AS row\nRETURN a.id AS id, a {.*} AS extra',
      plan: [
        { kind: 'seek', on: 'Author', properties: ['key'] },
        { kind: 'seek', on: 'Note', properties: ['kind', 'writtenAt'] },
        { kind: 'order', on: 'Note', properties: ['writtenAt'] },
        { kind: 'scan', on: 'Author' },
        { kind: 'scanIndex', on: 'Author', properties: ['leftAt'] },
      ],
    });
    const types = (all: CatalogueFile['params']) =>
      Object.entries(all).map(([name, type]) => `${name}: ${describeType(type)}`);
    expect(types(file.params)).toEqual([
      'author: string',
      'rows: list<map{id: string, at: instant?, sizes: list<int?>}>',
    ]);
    expect(types(file.returns)).toEqual(['id: string', 'extra: json']);
  });

  it('reads every type of the grammar', () => {
    const type = 'map{a: string?, b: list<list<float>?>, c: map{d: boolean}?, e: list<map{f: int}>}';
    const file = parse(SOUND.replace('returns id: string', `returns id: ${type}`));
    expect(describeType(file.returns['id']!)).toBe(type);
  });

  it('takes Windows line ends', () => {
    expect(parse(SOUND.replaceAll('\n', '\r\n'))).toEqual(parse(SOUND));
  });

  it('does not take strings, comments and quoted names for parameters or ends', () => {
    const text = `MATCH (a:Author {key: $author})
WHERE a.x <> '$no; \\' $no' AND a.y <> "; // $no" AND a.\`$no;\` = 1 // $no ; RETURN
/* $no; */ RETURN a.id AS id`;
    const file = parse(`${SOUND.split('MATCH')[0]}${text};\n\n// the end\n`);
    expect(file.text.startsWith(text)).toBe(true);
  });

  it('does not take dynamic labels for parameters', () => {
    expect(faultsOf(SOUND.replace('RETURN', 'WHERE a:$any($author) RETURN'))).toEqual([]);
  });

  it('reads the header of a signal', () => {
    const file = parse(
      `// Notes written late.
// code: LATE_NOTE
// title: Late note
// question: Who wrote it,
//   if not the author?
// points: HIGH 20, CRITICAL 30
// kind: TRUST
// axis: BOTH
// version: 2
// alert: true
// returns id: string
// plan: any one node
MATCH (a:Author) RETURN a.id AS id`,
      'signals',
    );
    expect(file.signal).toEqual({
      code: 'LATE_NOTE',
      title: 'Late note',
      question: 'Who wrote it, if not the author?',
      points: 'HIGH 20, CRITICAL 30',
      kind: 'TRUST',
      axis: 'BOTH',
      version: 2,
      alert: true,
    });
  });

  it('asks a constraint for its docstring and statement only', () => {
    expect(faultsOf('// An author has a key.\nCREATE INDEX a FOR (a:A) ON (a.k)', 'constraints')).toEqual([]);
    expect(faultsOf('CREATE INDEX a FOR (a:A) ON (a.k)', 'constraints')).toEqual([
      '1: the first line has to say in a comment what the statement is',
    ]);
  });

  it.each<[string, string, string]>([
    [
      'an undeclared parameter',
      SOUND.replace('RETURN', 'WHERE a.x = $other\nRETURN'),
      '5: $other is used and not declared',
    ],
    ['an unused parameter', SOUND.replace('$author', "'x'"), '2: param "author" is declared and not used'],
    [
      'a parameter twice',
      SOUND.replace('// returns', '// param author: int\n// returns'),
      '3: param "author" stands twice',
    ],
    [
      'a column twice',
      SOUND.replace('// plan', '// returns id: int\n// plan'),
      '4: returns "id" stands twice',
    ],
    [
      'a second statement',
      `${SOUND};\n\nMATCH (b) RETURN b`,
      '8: a second statement begins here: one statement a file',
    ],
    ['no statement', SOUND.split('MATCH')[0] ?? '', '5: there is no statement'],
    [
      'no docstring',
      SOUND.replace('// Notes of an author.\n', ''),
      '1: the first line has to say in a comment what the statement is',
    ],
    [
      'no plan',
      SOUND.replace('// plan: seek Author.key\n', ''),
      '1: no "plan:" line says which index the statement needs',
    ],
    [
      'no columns',
      SOUND.replace('// returns id: string\n', ''),
      '1: no "returns" line: a statement that reads has columns',
    ],
    [
      'any without a reason',
      SOUND.replace('seek Author.key', 'any'),
      '4: say after "plan: any" why the statement has no index need',
    ],
    [
      'json as a parameter',
      SOUND.replace('author: string', 'author: list<json>'),
      '2: param "author" cannot hold json: declare its fields, or take a string',
    ],
    [
      'an unknown type',
      SOUND.replace('id: string', 'id: text'),
      '3: returns "id": "text" is no type (in "text")',
    ],
    [
      'an unfinished type',
      SOUND.replace('id: string', 'id: list<string'),
      '3: returns "id": expected ">" but found "the end" in the type "list<string"',
    ],
    [
      'text after a type',
      SOUND.replace('id: string', 'id: string or int'),
      '3: returns "id": unexpected "or" after the type "string or int"',
    ],
    [
      'a field twice',
      SOUND.replace('id: string', 'id: map{a: int, a: int}'),
      '3: returns "id": the field "a" stands twice in "map{a: int, a: int}"',
    ],
    [
      'a name without a type',
      SOUND.replace('id: string', 'id'),
      '3: write "returns name: type", not "returns id"',
    ],
    [
      'free text below a keyword',
      SOUND.replace('// plan', '// Only some.\n// plan'),
      '4: "Only some." is no header line: free text stands before the first param, returns or plan',
    ],
    [
      'a header line below the statement',
      `${SOUND}// param other: int\n`,
      '6: "// param other: int" stands below the header',
    ],
    [
      'a signal keyword in a read',
      SOUND.replace('// plan', '// code: X\n// plan'),
      '4: "code:" belongs in signals only',
    ],
  ])('fails with file and line for %s', (_, source, fault) => {
    expect(faultsOf(source)).toContain(fault);
  });

  it.each(['// pram author: string', '// returned id: int', '// plna: any of them'])(
    'fails for the unknown keyword in "%s"',
    (line) => {
      expect(faultsOf(SOUND.replace('// param', `${line}\n// param`))).toEqual([
        expect.stringMatching(/^2: unknown header keyword in /),
      ]);
      expect(faultsOf(SOUND.replace('// returns', `${line}\n// returns`))).toEqual([
        expect.stringMatching(/^3: unknown header keyword in /),
      ]);
    },
  );

  it('fails for a plan that it cannot read', () => {
    for (const plan of [
      'seek Author',
      'scan',
      'seek Author.',
      'index Author.key',
      'scan Author.',
      'scan *',
    ]) {
      expect(faultsOf(SOUND.replace('seek Author.key', plan))).toEqual([
        expect.stringMatching(/^4: write "plan: seek/),
      ]);
    }
  });

  it('fails for a signal whose header is incomplete or wrong', () => {
    const faults = faultsOf(
      '// Late.\n// code: late\n// title: Late\n// kind: OTHER\n// version: x\n// alert: maybe\n// returns id: int\n// plan: any none\nRETURN 1 AS id',
      'signals',
    );
    expect(faults).toEqual([
      '1: the signal has no "question:" line',
      '1: the signal has no "points:" line',
      '1: the signal has no "axis:" line',
      '2: "code: late" has to be CAPITALS_WITH_UNDERSCORES',
      '4: "kind: OTHER" has to be TRUST, SCOPE, BOUNDARY',
      '5: "version: x" has to be a whole number from 1',
      '6: "alert: maybe" has to be true, false',
    ]);
  });

  it('fails for a file name that makes no function name', () => {
    expect(faultsOf(SOUND, 'read', 'NotesOf_author.cypher')).toEqual([
      expect.stringMatching(/^1: the file name .* is not kebab-case/),
    ]);
  });

  it('names the file in the message', () => {
    expect(() => parse(SOUND.replace('$author', '$other'))).toThrow(
      'cypher/read/notes-of-author.cypher:2: param "author" is declared and not used\n' +
        'cypher/read/notes-of-author.cypher:5: $other is used and not declared',
    );
  });
});
