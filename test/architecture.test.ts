import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, test } from 'vitest';

/** Which rooms of `src` a room may import from. Data flows one way; nothing imports `main`. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  events: [],
  graph: [],
  sensitivity: ['events', 'sources'],
  sources: ['events'],
  secrets: ['events', 'sources'],
  config: [],
  database: ['config'],
  traversal: ['graph', 'events'],
  appraisal: ['graph', 'events'],
  ingest: ['events', 'sources', 'sensitivity', 'graph'],
  intake: ['events', 'graph', 'sources', 'ingest'],
  export: ['graph', 'ingest', 'sources'],
  bulk: ['config', 'database', 'events', 'graph', 'ingest', 'sensitivity'],
  demo: ['events', 'sources', 'ingest', 'appraisal', 'graph', 'sensitivity'],
  graphql: ['graph', 'events', 'traversal', 'appraisal', 'sensitivity'],
  server: ['graphql', 'graph'],
  cli: [
    'config',
    'database',
    'graph',
    'events',
    'sources',
    'secrets',
    'sensitivity',
    'ingest',
    'intake',
    'bulk',
    'export',
    'appraisal',
    'traversal',
    'demo',
    'server',
    'graphql',
  ],
  main: ['config', 'cli'],
};

const SRC = path.resolve('src');
const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.replaceAll(path.sep, '/'));

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const imports: Import[] = files.flatMap((file) => {
  const text = readFileSync(path.join(SRC, file), 'utf8');
  const found = text.matchAll(/^(import|export) (type )?[^;]*? from '(\.[^']+)'|import\('(\.[^']+)'\)/gm);
  return [...found].map((match) => ({
    from: file,
    to: path.posix.normalize(
      path.posix.join(path.posix.dirname(file), (match[3] ?? match[4] ?? '').replace(/\.js$/, '.ts')),
    ),
    typeOnly: match[2] !== undefined,
  }));
});

function roomOf(file: string): string {
  const [first = ''] = file.split('/');
  return first.replace(/\.ts$/, '');
}

describe('the rooms of src', () => {
  test('every import leads to a file that exists', () => {
    expect(imports.length).toBeGreaterThan(300);
    expect(imports.filter(({ to }) => !files.includes(to)).map(({ from, to }) => `${from} → ${to}`)).toEqual(
      [],
    );
  });

  test('imports go one way', () => {
    const wrong = imports.filter(({ from, to }) => {
      const [room, other] = [roomOf(from), roomOf(to)];
      return room !== other && !(ALLOWED[room] ?? []).includes(other);
    });
    expect([...new Set(wrong.map(({ from, to }) => `${from} → ${to}`))]).toEqual([]);
  });

  test('every room is known here', () => {
    expect([...new Set(files.map(roomOf))].filter((room) => !(room in ALLOWED))).toEqual([]);
  });

  test('no file imports itself by way of others, types aside', () => {
    const next = new Map<string, string[]>();
    for (const { from, to, typeOnly } of imports) {
      if (!typeOnly) next.set(from, [...(next.get(from) ?? []), to]);
    }
    expect(cyclesIn(next)).toEqual([]);
  });
});

/** Each cycle as the files on it, found by depth-first search. */
function cyclesIn(next: ReadonlyMap<string, readonly string[]>): string[][] {
  const done = new Set<string>();
  const cycles: string[][] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    const at = trail.indexOf(file);
    if (at >= 0) {
      cycles.push([...trail.slice(at), file]);
      return;
    }
    if (done.has(file)) return;
    for (const other of next.get(file) ?? []) visit(other, [...trail, file]);
    done.add(file);
  };
  for (const file of next.keys()) visit(file, []);
  return cycles;
}
