import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateCatalogue } from './generate.js';

const CYPHER = 'cypher';
const OUTPUT = join('src', 'graph', 'catalogue');

/** The generated files of a checkout that are not what its cypher/ folder says, or that have no source any more. */
export function staleFiles(root: string): string[] {
  const { stale, orphans } = compare(root);
  return [...stale.keys(), ...orphans].sort().map((name) => join(OUTPUT, name));
}

/** Writes the generated files of a checkout; those that are up to date are not touched. */
export function writeCatalogue(root: string): void {
  const { stale, orphans } = compare(root);
  mkdirSync(join(root, OUTPUT), { recursive: true });
  for (const [name, text] of stale) writeFileSync(join(root, OUTPUT, name), text);
  for (const name of orphans) rmSync(join(root, OUTPUT, name));
}

function compare(root: string): { stale: Map<string, string>; orphans: string[] } {
  const directory = join(root, OUTPUT);
  const modules = generateCatalogue(join(root, CYPHER));
  const present = existsSync(directory)
    ? readdirSync(directory).filter((name) => name.endsWith('.generated.ts'))
    : [];
  const isStale = ([name, text]: readonly [string, string]): boolean =>
    !present.includes(name) || readFileSync(join(directory, name), 'utf8') !== text;
  return {
    stale: new Map([...modules].filter(isStale)),
    orphans: present.filter((name) => !modules.has(name)),
  };
}
