import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import type { TestProject } from 'vitest/node';

import { parseConfig } from '../../src/config.js';
import { type DatabaseAddress, locateDatabase } from '../../src/database/locate-database.js';

declare module 'vitest' {
  interface ProvidedContext {
    neo4j: DatabaseAddress;
  }
}

/**
 * One real Neo4j for all files of the project: the one that `NEO4J_URI` names, which the tests empty, or else a
 * managed one with a home folder that is removed afterwards.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const homeFolder = await mkdtemp(path.join(os.tmpdir(), 'runtrail-test-'));
  const config = parseConfig({
    RUNTRAIL_NEO4J_HEAP_MB: '512',
    RUNTRAIL_NEO4J_PAGE_CACHE_MB: '128',
    ...process.env,
    RUNTRAIL_HOME: homeFolder,
  });
  try {
    const handle = await locateDatabase(config, (progress) => process.stderr.write(`${progress}\n`));
    project.provide('neo4j', handle.address);
    return async () => {
      await handle.stop();
      await rm(homeFolder, { recursive: true, force: true });
    };
  } catch (error) {
    await rm(homeFolder, { recursive: true, force: true });
    throw error;
  }
}
