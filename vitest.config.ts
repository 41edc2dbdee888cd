import { defineConfig } from 'vitest/config';

// graphql must resolve to one module: type-graphql and Apollo load it through different conditions.
const alias = [{ find: /^graphql$/, replacement: 'graphql/index.js' }];

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.graph.test.ts'],
          setupFiles: ['reflect-metadata'],
        },
      },
      {
        resolve: { alias },
        test: {
          // Files that need the database share one real Neo4j, one file after another:
          // Community Edition has a single database.
          name: 'graph',
          include: ['test/**/*.graph.test.ts'],
          globalSetup: ['test/support/neo4j.global.ts'],
          setupFiles: ['reflect-metadata'],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
