import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CatalogueFile, type Group, GROUPS, parseCatalogueFile } from './catalogue-file.js';
import { CatalogueError, type Fault } from './fault.js';
import { listName, renderAll, renderGroup } from './render.js';

/** Names that a query cannot have: words of the language that are likely as file names, and the lists' own names. */
const TAKEN_NAMES: ReadonlySet<string> = new Set(
  [
    'default',
    'delete',
    'export',
    'import',
    'new',
    'return',
    'switch',
    'this',
    'with',
    'allQueries',
    't',
  ].concat(GROUPS.map(listName)),
);

/**
 * Reads `cypher/{constraints,read,signals,write}` and gives the generated modules: file name → text. The same input
 * always gives the same output. Throws CatalogueError with the faults of every file.
 */
export function generateCatalogue(cypherDirectory: string): Map<string, string> {
  const faults: Fault[] = [];
  const byGroup = new Map<Group, CatalogueFile[]>();
  for (const group of GROUPS) byGroup.set(group, readGroup(cypherDirectory, group, faults));

  const owners = new Map<string, string>();
  for (const { name, file, group } of [...byGroup.values()].flat()) {
    // A constraint is never asked for by its name, so it takes none from the queries.
    const owner = group === 'constraints' ? undefined : owners.get(name);
    if (owner !== undefined)
      faults.push({ file, line: 1, message: `the name "${name}" is that of cypher/${owner}` });
    if (TAKEN_NAMES.has(name))
      faults.push({ file, line: 1, message: `"${name}" cannot name a query: rename the file` });
    if (group !== 'constraints') owners.set(name, file);
  }
  if (faults.length > 0) throw new CatalogueError(faults);

  const modules = new Map<string, string>();
  for (const [group, files] of byGroup) modules.set(`${group}.generated.ts`, renderGroup(group, files));
  modules.set('all.generated.ts', renderAll(GROUPS));
  return modules;
}

function readGroup(cypherDirectory: string, group: Group, faults: Fault[]): CatalogueFile[] {
  const directory = join(cypherDirectory, group);
  if (!existsSync(directory)) return [];
  const files: CatalogueFile[] = [];
  for (const fileName of readdirSync(directory).sort()) {
    if (fileName.startsWith('.')) continue;
    if (!fileName.endsWith('.cypher')) {
      faults.push({ file: `${group}/${fileName}`, line: 1, message: 'only .cypher files stand here' });
      continue;
    }
    try {
      files.push(parseCatalogueFile(group, fileName, readFileSync(join(directory, fileName), 'utf8')));
    } catch (error) {
      if (!(error instanceof CatalogueError)) throw error;
      faults.push(...error.faults);
    }
  }
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}
