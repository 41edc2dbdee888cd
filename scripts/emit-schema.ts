/**
 * Writes the API's schema, sorted, into schema/schema.graphql: the artefact that people review. With `--check` it
 * writes nothing and exits 1 where the file differs from the code.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { lexicographicSortSchema, printSchema } from 'graphql';

import { buildApiSchema } from '../src/graphql/schema.js';

const FILE = join(dirname(dirname(fileURLToPath(import.meta.url))), 'schema', 'schema.graphql');

const printed = `${printSchema(lexicographicSortSchema(buildApiSchema()))}\n`;
if (!process.argv.slice(2).includes('--check')) {
  mkdirSync(dirname(FILE), { recursive: true });
  writeFileSync(FILE, printed);
} else if (!existsSync(FILE) || readFileSync(FILE, 'utf8') !== printed) {
  console.error('schema/schema.graphql is stale: run "npm run generate:schema" and review what changes.');
  process.exitCode = 1;
}
