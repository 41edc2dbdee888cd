import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { type Java, javaEnvironment } from './java-lookup.js';
import { hasArgument, identifyProcess, isRunning, type ProcessIdentity } from './process-identity.js';
import { entryClass, javaOptions } from './server-settings.js';
import { consoleLog } from './start-failure.js';

export interface ServerLaunch {
  readonly java: Java;
  readonly version: string;
  /** Holds `lib`. */
  readonly jarFolder: string;
  /** Neo4j's home: `conf`, `data` and `logs` are below it. */
  readonly dataFolder: string;
  readonly heapMb: number;
}

export interface LaunchedServer {
  /** Undefined when it ended before it could be looked at; then `ending` gives an answer. */
  readonly identity: ProcessIdentity | undefined;
  /** How it ended, such as `code 1`; undefined while it runs. */
  ending(): string | undefined;
}

/**
 * Starts the server in a process group of its own, so that Ctrl-C in a terminal reaches the service alone, which
 * then drains before it stops the database. It writes to files, not to pipes: it outlives a service that is
 * killed, and is found again.
 */
export async function launchServer({
  java,
  version,
  jarFolder,
  dataFolder,
  heapMb,
}: ServerLaunch): Promise<LaunchedServer> {
  const log = await open(consoleLog(dataFolder), 'w', 0o600);
  try {
    const child = spawn(
      'env',
      [
        ...javaEnvironment,
        java.executable,
        ...javaOptions(java.major, heapMb, path.join(dataFolder, 'logs')),
        // Relative, because a class path cannot hold a folder with a colon in its name.
        '-cp',
        'lib/*',
        entryClass(version),
        homeArgument(dataFolder),
        `--config-dir=${path.join(dataFolder, 'conf')}`,
      ],
      { cwd: jarFolder, detached: true, stdio: ['ignore', log.fd, log.fd] },
    );
    let ending: string | undefined;
    child.once('exit', (code, signal) => {
      ending = signal === null ? `code ${code ?? 'unknown'}` : `signal ${signal}`;
    });
    await once(child, 'spawn');
    const identity = child.pid === undefined ? undefined : await identifyProcess(child.pid);
    if (identity === undefined && ending === undefined) await once(child, 'exit');
    child.unref();
    return { identity, ending: () => ending };
  } finally {
    await log.close();
  }
}

/** True if the process of that identity runs and is the server of this data folder. */
export async function isServerOf(dataFolder: string, server: ProcessIdentity): Promise<boolean> {
  return (await isRunning(server)) && (await hasArgument(server.pid, homeArgument(dataFolder)));
}

/**
 * Asks a server to end and waits; one that has not ended after `patienceMs` is killed, which costs the next start
 * a recovery but loses nothing that was committed.
 *
 * @returns whether it ended by itself
 */
export async function stopServer(server: ProcessIdentity, patienceMs: number): Promise<boolean> {
  signalProcess(server.pid, 'SIGTERM');
  if (await hasEndedWithin(server, patienceMs)) return true;
  signalProcess(server.pid, 'SIGKILL');
  await hasEndedWithin(server, 10_000);
  return false;
}

async function hasEndedWithin(server: ProcessIdentity, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (await isRunning(server)) {
    if (Date.now() > deadline) return false;
    await sleep(50);
  }
  return true;
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It has just ended by itself, which is what was wanted.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** A port on which nothing listens now: the one wished for if that is free. Another program may still take it. */
export async function findFreePort(wished: number | undefined): Promise<number> {
  if (wished !== undefined && (await listenOnce(wished)) === wished) return wished;
  const port = await listenOnce(0);
  if (port === undefined) throw new Error('The system has no free port on 127.0.0.1');
  return port;
}

async function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(undefined));
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : undefined));
    });
  });
}

function homeArgument(dataFolder: string): string {
  return `--home-dir=${dataFolder}`;
}
