/**
 * Writes the typed functions of the Cypher catalogue: cypher/{constraints,read,signals,write}/*.cypher into
 * src/graph/catalogue/*.generated.ts. With `--check` it writes nothing, names the files that are stale and exits 1.
 */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CatalogueError } from './catalogue/fault.js';
import { staleFiles, writeCatalogue } from './catalogue/output.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

try {
  if (process.argv.includes('--check')) {
    const stale = staleFiles(root);
    for (const file of stale) console.error(`stale: ${file}`);
    if (stale.length > 0) {
      console.error('Run "npm run generate:cypher" and commit what it writes.');
      process.exitCode = 1;
    }
  } else {
    writeCatalogue(root);
  }
} catch (error) {
  if (!(error instanceof CatalogueError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
