import { fileURLToPath } from 'node:url';

/** The package's own `neo4j` folder: how the managed database is assembled and configured. */
// `src` and `dist` lie equally deep.
export const recipeFolder = fileURLToPath(new URL('../../neo4j/', import.meta.url));
