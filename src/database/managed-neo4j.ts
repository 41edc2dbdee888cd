import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import type { Config, ManagedDatabaseConfig } from '../config.js';
import {
  DiskFullError,
  OtherVersionRunningError,
  PasswordLostError,
  PortLostError,
  RunningServerSilentError,
  ServerCrashedError,
  StartCancelledError,
  StartTimedOutError,
  StoreDamagedError,
  StoreFromNewerVersionError,
  StoreInUseError,
} from './database-errors.js';
import { readOrMakePassword, setInitialPassword } from './database-password.js';
import { inFolder, makePrivateFolder, requireSpace } from './file-failure.js';
import { withFolderLock } from './folder-lock.js';
import { findJava, type Java } from './java-lookup.js';
import { assembleNeo4j } from './maven-assembly.js';
import { availableMachineMb, sizeMemory } from './memory-sizing.js';
import { isNewerStore } from './neo4j-version.js';
import { identifyProcess, type ProcessIdentity } from './process-identity.js';
import { type DatabaseAddress, type Readiness, waitUntilReady } from './readiness.js';
import { otherUsers, readRunRecord, removeRunRecord, type RunRecord, writeRunRecord } from './run-record.js';
import { findFreePort, isServerOf, launchServer, stopServer } from './server-process.js';
import { writeServerSettings } from './server-settings.js';
import { consoleLog, StartLog } from './start-failure.js';

export interface ManagedNeo4jRequest {
  readonly homeFolder: Config['homeFolder'];
  readonly cacheFolder: Config['cacheFolder'];
  readonly database: ManagedDatabaseConfig;
  readonly report: (progress: string) => void;
  readonly signal?: AbortSignal | undefined;
  /** How long a server may take to answer; given only by tests. */
  readonly startTimeoutMs?: number;
}

export interface ManagedNeo4j {
  readonly address: DatabaseAddress;
  readonly startedHere: boolean;
  stop(): Promise<void>;
}

const defaultStartTimeoutMs = 120_000;
const stopPatienceMs = 30_000;
const portAttempts = 3;

/** For a new store: two transaction logs of 64 MB, an empty graph and some room. */
const newStoreMb = 200;

/** With less than this free, no store is opened: a server that fills its disk may end without a word. */
const leastFreeMb = 16;

/**
 * Gives the managed Neo4j of a home folder: the one that runs, or else a new one.
 *
 * The server is a process of its own and does not end with the one that started it. Processes that use the same
 * home folder share it. `stop` takes this process off the list of its users and stops the server when no other
 * process is left on it, whoever started it; so a server whose starter was killed is found again by the next
 * process and stopped when that one ends. Within one process the first handle speaks for all: `stop` on a later
 * one does nothing.
 *
 * @throws one of the errors of `database-errors.ts`
 */
export async function openManagedNeo4j(request: ManagedNeo4jRequest): Promise<ManagedNeo4j> {
  try {
    return await findOrStart(request);
  } catch (error) {
    throw request.signal?.aborted === true ? new StartCancelledError({ cause: error }) : error;
  }
}

async function findOrStart(request: ManagedNeo4jRequest): Promise<ManagedNeo4j> {
  const folder = path.join(request.homeFolder, 'neo4j');
  await makePrivateFolder(request.homeFolder);
  await makePrivateFolder(folder);
  const startTimeoutMs = request.startTimeoutMs ?? defaultStartTimeoutMs;
  const found = await locked(request, folder, () => findRunning(request, folder, startTimeoutMs));
  if (found !== undefined) return found;
  // Fetching can take minutes: it has a lock and a patience of its own, and the time to start begins after it.
  const java = await findJava(request.database, request.report);
  const jarFolder = await assembleNeo4j({
    version: request.database.version,
    cacheFolder: request.cacheFolder,
    searchPath: request.database.searchPath,
    java,
    report: request.report,
    signal: request.signal,
  });
  return locked(request, folder, async () => {
    // Another process may have started it in the meantime.
    const running = await findRunning(request, folder, startTimeoutMs);
    return running ?? (await start(request, folder, java, jarFolder, startTimeoutMs));
  });
}

async function locked<T>(request: ManagedNeo4jRequest, folder: string, work: () => Promise<T>): Promise<T> {
  return inFolder(folder, 'the database', () =>
    withFolderLock(lockFile(folder), { ...lockOptions(request.report), signal: request.signal }, work),
  );
}

async function findRunning(
  { database, report, signal }: ManagedNeo4jRequest,
  folder: string,
  startTimeoutMs: number,
): Promise<ManagedNeo4j | undefined> {
  const record = await readRunRecord(folder);
  if (record === undefined) return undefined;
  const { server } = record;
  if (!(await isServerOf(folder, server))) {
    report(
      `The Neo4j that ran here (process ${server.pid}) is gone without having been stopped; starting it anew`,
    );
    return undefined;
  }
  if (record.version !== database.version) {
    throw new OtherVersionRunningError(
      folder,
      { version: record.version, pid: server.pid },
      database.version,
    );
  }
  const address = addressOf(record.port, await readOrMakePassword(folder));
  const readiness = await waitUntilReady(address, {
    timeoutMs: startTimeoutMs,
    hasEnded: async () => !(await isServerOf(folder, server)),
    signal,
  });
  switch (readiness.state) {
    case 'ready': {
      const users = await otherUsers(record);
      const self = await ownIdentity();
      const isFirstHere = !record.users.some((user) => user.pid === self.pid && user.birth === self.birth);
      await writeRunRecord(folder, { ...record, users: [...users, self] });
      report(
        `Using the Neo4j ${record.version} that already runs (process ${server.pid}, port ${record.port})`,
      );
      const stop = isFirstHere ? () => leave(folder, server, report) : () => Promise.resolve();
      return { address, startedHere: false, stop: once(stop) };
    }
    case 'ended':
      return undefined;
    case 'wrong password':
      throw new PasswordLostError(path.join(folder, 'password'), folder);
    case 'timed out':
      throw new RunningServerSilentError(
        server.pid,
        startTimeoutMs,
        consoleLog(folder),
        readiness.lastProblem,
      );
    default:
      return readiness satisfies never;
  }
}

async function start(
  request: ManagedNeo4jRequest,
  folder: string,
  java: Java,
  jarFolder: string,
  startTimeoutMs: number,
): Promise<ManagedNeo4j> {
  const { database, report } = request;
  const { version } = database;
  const written = await readLine(versionFile(folder));
  if (written !== undefined && isNewerStore(written, version)) {
    throw new StoreFromNewerVersionError(folder, version, written);
  }
  for (const name of ['conf', 'data', 'logs'])
    await mkdir(path.join(folder, name), { recursive: true, mode: 0o700 });
  // mkdir leaves a folder that was there before as it was; what Neo4j writes below is readable by all.
  await chmod(folder, 0o700);
  await requireSpace(folder, written === undefined ? newStoreMb : leastFreeMb, 'the database');
  const password = await readOrMakePassword(folder);
  const memory = sizeMemory(availableMachineMb(), database);
  let wishedPort = (await readRunRecord(folder))?.port ?? (await readLastPort(folder));
  let lostPort = 0;
  for (let attempt = 1; attempt <= portAttempts; attempt += 1) {
    const port = await findFreePort(wishedPort);
    await writeServerSettings(path.join(folder, 'conf'), version, { ...memory, port });
    await setInitialPassword(folder, jarFolder, java, version, password);
    report(
      `Starting Neo4j ${version} on Java ${java.major} ` +
        `(heap ${memory.heapMb} MB, page cache ${memory.pageCacheMb} MB, data in ${folder})`,
    );
    const address = addressOf(port, password);
    const launch = { java, version, jarFolder, dataFolder: folder, heapMb: memory.heapMb };
    const outcome = await startOnce(launch, address, port, startTimeoutMs, request);
    if (outcome === 'port lost') {
      report(`Port ${port} was taken by another program; trying another one`);
      wishedPort = undefined;
      lostPort = port;
      continue;
    }
    await writeFile(versionFile(folder), `${version}\n`, { mode: 0o600 });
    await writeFile(portFile(folder), `${port}\n`, { mode: 0o600 });
    report(`Neo4j ${version} is ready (process ${outcome.pid}, port ${port})`);
    return { address, startedHere: true, stop: once(() => leave(folder, outcome, report)) };
  }
  throw new PortLostError(lostPort);
}

async function startOnce(
  launch: Parameters<typeof launchServer>[0],
  address: DatabaseAddress,
  port: number,
  startTimeoutMs: number,
  { signal }: ManagedNeo4jRequest,
): Promise<ProcessIdentity | 'port lost'> {
  const { version, dataFolder } = launch;
  const log = await StartLog.begin(dataFolder);
  const launched = await launchServer(launch);
  const server = launched.identity;
  const discard = async (): Promise<void> => {
    if (server !== undefined) await stopServer(server, 5_000);
    await removeRunRecord(dataFolder);
  };
  let readiness: Readiness = { state: 'ended' };
  if (server !== undefined) {
    try {
      // Written before it is ready: if this process is killed now, the next one finds the server all the same.
      const startedAt = new Date().toISOString();
      await writeRunRecord(dataFolder, { server, port, version, startedAt, users: [await ownIdentity()] });
      readiness = await waitUntilReady(address, {
        timeoutMs: startTimeoutMs,
        hasEnded: async () => launched.ending() !== undefined || (await log.failure()) !== undefined,
        signal,
      });
    } catch (error) {
      await discard();
      throw error;
    }
    if (readiness.state === 'ready') return server;
  }
  const failure = await log.failure();
  const ending = launched.ending();
  await discard();
  switch (failure) {
    case 'port lost':
      return 'port lost';
    case 'store in use':
      throw new StoreInUseError(dataFolder);
    case 'store from a newer version':
      throw new StoreFromNewerVersionError(dataFolder, version, await readLine(versionFile(dataFolder)));
    case 'disk full':
      throw new DiskFullError(dataFolder, 'the database');
    case 'store damaged':
      throw new StoreDamagedError(dataFolder, await log.lastWords(8));
    case undefined:
      break;
    default:
      return failure satisfies never;
  }
  if (readiness.state === 'wrong password')
    throw new PasswordLostError(path.join(dataFolder, 'password'), dataFolder);
  if (readiness.state === 'timed out') {
    const { lastProblem } = readiness;
    throw new StartTimedOutError(version, startTimeoutMs, consoleLog(dataFolder), lastProblem);
  }
  await requireSpace(dataFolder, leastFreeMb, 'the database');
  const how = ending ?? 'for a reason that it does not give';
  throw new ServerCrashedError(version, how, consoleLog(dataFolder), await log.lastWords(8));
}

/** Takes this process off the users of the server, and stops the server if no other process is left. */
async function leave(
  folder: string,
  server: ProcessIdentity,
  report: (progress: string) => void,
): Promise<void> {
  await withFolderLock(lockFile(folder), lockOptions(report), async () => {
    const record = await readRunRecord(folder);
    // Another server, started after this one had died: it is not ours to stop.
    if (record === undefined || record.server.pid !== server.pid || record.server.birth !== server.birth)
      return;
    const others = await otherUsers(record);
    if (others.length > 0) {
      await writeRunRecord(folder, { ...record, users: others });
      report(`Leaving Neo4j running for process ${others.map(({ pid }) => pid).join(', ')}`);
      return;
    }
    report(`Stopping Neo4j (process ${server.pid})`);
    const byItself = !(await isServerOf(folder, server)) || (await stopServer(server, stopPatienceMs));
    if (!byItself)
      report(
        `Neo4j did not stop within ${stopPatienceMs / 1000} s and was killed; nothing committed is lost`,
      );
    await removeRunRecord(folder);
  });
}

function addressOf(port: number, password: string): DatabaseAddress {
  return { uri: `bolt://127.0.0.1:${port}`, username: 'neo4j', password, database: 'neo4j' };
}

async function ownIdentity(): Promise<RunRecord['server']> {
  const self = await identifyProcess(process.pid);
  if (self === undefined) throw new Error(`Process ${process.pid} cannot read its own start time`);
  return self;
}

/** A server takes its own patience to start or to stop, and the one that waits must outlast both. */
function lockOptions(report: (progress: string) => void): { waitMs: number; onWait: (pid: number) => void } {
  return {
    waitMs: defaultStartTimeoutMs + 2 * stopPatienceMs,
    onWait: (pid) => report(`Waiting for process ${pid}, which is starting or stopping the database`),
  };
}

function once(work: () => Promise<void>): () => Promise<void> {
  let result: Promise<void> | undefined;
  return () => (result ??= work());
}

const lockFile = (folder: string): string => path.join(folder, 'start.lock');

/** The version that last opened the store. */
const versionFile = (folder: string): string => path.join(folder, 'store-version');

/** Where the server listened last: kept if it can be, so that a restart does not move the database. */
const portFile = (folder: string): string => path.join(folder, 'last-port');

async function readLastPort(folder: string): Promise<number | undefined> {
  const port = Number(await readLine(portFile(folder)));
  return Number.isInteger(port) && port > 1023 && port < 65_536 ? port : undefined;
}

async function readLine(file: string): Promise<string | undefined> {
  const content = await readFile(file, 'utf8').catch(() => '');
  return content.trim() === '' ? undefined : content.trim();
}
