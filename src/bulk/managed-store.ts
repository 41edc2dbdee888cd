import { spawn } from 'node:child_process';
import { access, copyFile, mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';

import type { Config, ManagedDatabaseConfig } from '../config.js';
import { makePrivateFolder, requireSpace } from '../database/file-failure.js';
import { withFolderLock } from '../database/folder-lock.js';
import { findJava, javaEnvironment } from '../database/java-lookup.js';
import { type DatabaseHandle, locateDatabase } from '../database/locate-database.js';
import { assembleNeo4j } from '../database/maven-assembly.js';
import { availableMachineMb, sizeMemory } from '../database/memory-sizing.js';
import { readRunRecord } from '../database/run-record.js';
import { isServerOf, stopServer } from '../database/server-process.js';
import { Graph } from '../graph/graph.js';
import { defineReadQuery, type NoParams, type ReadQuery } from '../graph/query.js';
import { boolean } from '../graph/value-type.js';
import { GraphNotEmptyError, NotManagedError, ServerRunsError, StoreNotMadeError } from './bulk-errors.js';

// What else may stand in a graph is its own bookkeeping, which every new one makes again.
const HOLDS_NOTHING: ReadQuery<NoParams, { holdsNothing: boolean }> = defineReadQuery({
  name: 'holdsNothing',
  file: '',
  text: 'RETURN NOT EXISTS { MATCH (n:Session|Event|Reject|ImportedFile|DemoDay) } AS holdsNothing',
  params: {},
  returns: { holdsNothing: boolean },
  plan: [],
});

/** Neo4j's importer keeps the ids of nodes there; unless told it takes nine tenths of what the machine has free. */
const leastOffHeapMb = 1_024;

export type ManagedConfig = Config & { readonly database: ManagedDatabaseConfig };

/** Throws NotManagedError. */
export function managedOnly(config: Config): ManagedConfig {
  const { database } = config;
  if (database.kind === 'external') throw new NotManagedError();
  return { ...config, database };
}

/** Folders of one offline import, below the home folder so that a store is moved and not copied. */
export interface Workspace {
  /** A home folder of its own: the new store grows there, and takes the old one's place when it is whole. */
  readonly home: string;
  readonly csv: string;
  readonly parts: string;
}

export interface StoreOptions {
  readonly report: (progress: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Does the work that makes a new store in the workspace's home, then puts it in the place of the managed database's
 * own, which must be empty and stopped, and stays stopped meanwhile. Where the work fails, or the process is killed,
 * the database is as it was. Throws ServerRunsError, GraphNotEmptyError, and what starting a database throws.
 */
export async function replaceEmptyStore<T>(
  config: ManagedConfig,
  options: StoreOptions & { readonly neededMb: number },
  work: (workspace: Workspace) => Promise<T>,
): Promise<T> {
  const folder = path.join(config.homeFolder, 'neo4j');
  await makePrivateFolder(config.homeFolder);
  await requireSpace(config.homeFolder, options.neededMb, 'the files of an offline import');
  await requireEmpty(config, folder, options);
  await makePrivateFolder(folder);
  const lock = { waitMs: 0, onWait: () => undefined, signal: options.signal };
  return withFolderLock(path.join(folder, 'start.lock'), lock, async () => {
    // Before the lock was taken somebody may have started it.
    if (await isRunning(folder)) throw new ServerRunsError(folder);
    const root = path.join(config.homeFolder, 'bulk-import');
    const workspace = {
      home: path.join(root, 'home'),
      csv: path.join(root, 'csv'),
      parts: path.join(root, 'parts'),
    };
    await discard(root, workspace.home);
    try {
      for (const each of Object.values(workspace)) await makePrivateFolder(each);
      await keepPassword(folder, workspace.home);
      const result = await work(workspace);
      await rename(folder, path.join(root, 'replaced'));
      await rename(path.join(workspace.home, 'neo4j'), folder);
      return result;
    } finally {
      await discard(root, workspace.home);
    }
  });
}

async function requireEmpty(config: ManagedConfig, folder: string, options: StoreOptions): Promise<void> {
  if (await isRunning(folder)) throw new ServerRunsError(folder);
  if (!(await exists(path.join(folder, 'data', 'databases', 'neo4j')))) return;
  options.report('Looking whether the database is empty');
  const database = await locateDatabase(config, options.report, options.signal);
  try {
    if (!database.startedHere) throw new ServerRunsError(folder);
    if (!(await holdsNothing(database))) throw new GraphNotEmptyError(folder);
  } finally {
    await database.stop();
  }
}

async function holdsNothing({ address }: DatabaseHandle): Promise<boolean> {
  const graph = Graph.connect(address);
  try {
    const [row] = await graph.read(HOLDS_NOTHING, {}, { timeoutMs: 30_000 });
    return row?.holdsNothing === true;
  } finally {
    await graph.close();
  }
}

/** Whoever noted the password of the database finds it unchanged. */
async function keepPassword(folder: string, home: string): Promise<void> {
  const kept = path.join(folder, 'password');
  if (!(await exists(kept))) return;
  const target = path.join(home, 'neo4j');
  await makePrivateFolder(target);
  await copyFile(kept, path.join(target, 'password'));
}

/** Removes the folders, also those that an import left which was killed, with a server that it had started. */
async function discard(root: string, home: string): Promise<void> {
  const folder = path.join(home, 'neo4j');
  const record = await readRunRecord(folder);
  if (record !== undefined && (await isServerOf(folder, record.server))) {
    await stopServer(record.server, 10_000);
  }
  await rm(root, { recursive: true, force: true });
}

async function isRunning(folder: string): Promise<boolean> {
  const record = await readRunRecord(folder);
  return record !== undefined && (await isServerOf(folder, record.server));
}

/** Makes a store of CSV files. Throws StoreNotMadeError, and what finding Java and Neo4j throws. */
export async function makeStore(
  config: ManagedConfig,
  home: string,
  importOptions: readonly string[],
  { report, signal }: StoreOptions,
): Promise<void> {
  const { database, cacheFolder } = config;
  const java = await findJava(database, report);
  const { version, searchPath } = database;
  const jarFolder = await assembleNeo4j({ version, cacheFolder, searchPath, java, report, signal });
  const folder = path.join(home, 'neo4j');
  for (const name of ['conf', 'data', 'logs'])
    await mkdir(path.join(folder, name), { recursive: true, mode: 0o700 });
  const { heapMb, pageCacheMb } = sizeMemory(availableMachineMb(), database);
  const variables = [...javaEnvironment, `NEO4J_HOME=${folder}`, `NEO4J_CONF=${path.join(folder, 'conf')}`];
  const command = [java.executable, `-Xmx${heapMb}m`, '-cp', 'lib/*', 'org.neo4j.cli.AdminTool'];
  const child = spawn(
    'env',
    [
      ...variables,
      ...command,
      'database',
      'import',
      'full',
      `--max-off-heap-memory=${Math.max(leastOffHeapMb, pageCacheMb)}m`,
      `--report-file=${path.join(folder, 'logs', 'import.report')}`,
      ...importOptions,
      'neo4j',
    ],
    { cwd: jarFolder, stdio: ['ignore', 'pipe', 'pipe'], ...(signal === undefined ? {} : { signal }) },
  );
  let output = '';
  const collect = (chunk: Buffer): void => {
    output = `${output}${chunk.toString()}`.slice(-16_384);
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (exitCode !== 0) throw new StoreNotMadeError(exitCode, output.trim().split('\n').slice(-12));
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
