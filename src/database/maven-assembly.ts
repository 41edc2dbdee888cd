import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  access,
  constants,
  mkdir,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import readline from 'node:readline';

import type { ManagedDatabaseConfig } from '../config.js';
import { ChecksumMismatchError, MavenMissingError } from './database-errors.js';
import { inFolder, makePrivateFolder, requireSpace } from './file-failure.js';
import { withFolderLock } from './folder-lock.js';
import { type Java, javaEnvironment, leastJavaFor } from './java-lookup.js';
import { explainMavenFailure } from './maven-failure.js';
import { recipeFolder } from './recipe-folder.js';

export interface AssemblyRequest {
  readonly version: string;
  /** The jars end in `<cacheFolder>/neo4j/<version>/lib`. */
  readonly cacheFolder: string;
  readonly searchPath: ManagedDatabaseConfig['searchPath'];
  readonly java: Java;
  readonly report: (progress: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Whoever downloads on a slow line is waited for; a dead one is noticed at once. */
const waitForOtherMs = 30 * 60_000;

/** The jars of one version take 123 MB here, and while they are fetched Maven keeps a second copy in its own cache. */
const neededMb = 200;

const jarList = 'jars.sha256';

/** SHA-256 in hexadecimal by file name. */
type JarSums = ReadonlyMap<string, string>;

/**
 * Makes sure that the jars of a Neo4j version are in the cache and returns the folder that holds `lib`.
 * They are put together in a temporary folder, compared with the sums that ship with Runtrail (for the versions
 * that have some), and moved into place in one step: an interrupted download is never taken for a whole one.
 *
 * @throws MavenMissingError, DownloadWithoutNetworkError, ChecksumMismatchError, VersionUnknownError,
 *   DiskFullError, FolderUnusableError, AssemblyFailedError, StartedElsewhereError
 */
export async function assembleNeo4j(request: AssemblyRequest): Promise<string> {
  const { version, report, signal } = request;
  const parent = path.join(request.cacheFolder, 'neo4j');
  const folder = path.join(parent, version);
  if (await isComplete(folder)) return folder;
  await makePrivateFolder(parent);
  const options = {
    waitMs: waitForOtherMs,
    onWait: (pid: number) => report(`Waiting for process ${pid}, which is fetching Neo4j ${version}`),
    signal,
  };
  await inFolder(parent, `the jars of Neo4j ${version}`, () =>
    withFolderLock(path.join(parent, `${version}.lock`), options, async () => {
      if (await isComplete(folder)) return;
      await assembleInto(folder, request);
    }),
  );
  return folder;
}

async function assembleInto(folder: string, request: AssemblyRequest): Promise<void> {
  const { version, searchPath, report } = request;
  const maven = await findMaven(searchPath);
  if (maven === undefined) throw new MavenMissingError(version, leastJavaFor(version));
  const draft = `${folder}.partial`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  try {
    await requireSpace(draft, neededMb, `the jars of Neo4j ${version}`);
    const pinned = await readSums(path.join(recipeFolder, `jars-${version}.sha256`));
    report(`Fetching Neo4j ${version} with Maven: once, about 125 MB, into ${folder}`);
    const lib = path.join(draft, 'lib');
    await runMaven(maven, lib, pinned, request);
    const sums = await hashJars(lib);
    if (pinned !== undefined) requireSameSums(version, pinned, sums);
    await writeFile(path.join(draft, jarList), formatSums(sums));
    // What stands there now lacks jars, or this would not have been reached.
    await rm(folder, { recursive: true, force: true });
    await rename(draft, folder);
    report(`Neo4j ${version} is complete: ${sums.size} jars`);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Every jar of the list is there. Their content was compared when they arrived. */
async function isComplete(folder: string): Promise<boolean> {
  const sums = await readSums(path.join(folder, jarList));
  if (sums === undefined || sums.size === 0) return false;
  const present = new Set(await readdir(path.join(folder, 'lib')).catch(() => []));
  return [...sums.keys()].every((jar) => present.has(jar));
}

async function findMaven(searchPath: readonly string[]): Promise<string | undefined> {
  for (const folder of searchPath) {
    const candidate = path.join(folder, 'mvn');
    const usable = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (usable) return candidate;
  }
  return undefined;
}

async function runMaven(
  maven: string,
  lib: string,
  pinned: JarSums | undefined,
  { version, java, report, signal }: AssemblyRequest,
): Promise<void> {
  const javaHome = path.dirname(path.dirname(await realpath(java.executable)));
  // `env` adds to the environment that is handed on, so that Maven runs on the Java that was found.
  const child = spawn(
    'env',
    [
      ...javaEnvironment,
      `JAVA_HOME=${javaHome}`,
      maven,
      '--batch-mode',
      '--strict-checksums',
      // Maven remembers a failed download for a day and would not ask again when the network is back.
      '--update-snapshots',
      '-Dstyle.color=never',
      // Without limits a silent connection holds Maven for half an hour; the names differ between Maven 3.8 and 3.9.
      '-Dmaven.wagon.rto=60000',
      '-Daether.connector.connectTimeout=10000',
      '-Daether.connector.requestTimeout=60000',
      `--file=${path.join(recipeFolder, 'pom.xml')}`,
      `-Dneo4j.version=${version}`,
      `-DoutputDirectory=${lib}`,
      'org.apache.maven.plugins:maven-dependency-plugin:copy-dependencies',
    ],
    { cwd: path.dirname(lib), stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const abort = (): void => void child.kill('SIGTERM');
  signal?.addEventListener('abort', abort, { once: true });
  const lines: string[] = [];
  const progress = new DownloadProgress(version, pinned, report);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const reading = [child.stdout, child.stderr].map(async (input) => {
    for await (const line of readline.createInterface({ input })) {
      if (progress.take(line)) continue;
      lines.push(line);
      if (lines.length > 400) lines.shift();
    }
  });
  try {
    const [exitCode] = await Promise.all([ended, ...reading]);
    signal?.throwIfAborted();
    if (exitCode !== 0) throw explainMavenFailure(version, path.dirname(lib), lines);
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

/** Counts jars as they arrive, leaving out those that Maven fetches for itself. */
class DownloadProgress {
  readonly #arrived = new Set<string>();
  #reportedAt = 0;

  constructor(
    private readonly version: string,
    private readonly pinned: JarSums | undefined,
    private readonly report: (progress: string) => void,
  ) {}

  /** True if the line was about a download. */
  take(line: string): boolean {
    if (!/Download(ing|ed) from /.test(line)) return false;
    const jar = /Downloaded from .*\/([^/\s]+\.jar)(\s|$)/.exec(line)?.[1];
    if (jar === undefined || (this.pinned !== undefined && !this.pinned.has(jar))) return true;
    this.#arrived.add(jar);
    const total = this.pinned === undefined ? '' : ` of ${this.pinned.size}`;
    const isLast = this.#arrived.size === this.pinned?.size;
    if (isLast || Date.now() - this.#reportedAt >= 1_000) {
      this.#reportedAt = Date.now();
      this.report(`Fetching Neo4j ${this.version}: ${this.#arrived.size}${total} jars`);
    }
    return true;
  }
}

async function hashJars(lib: string): Promise<JarSums> {
  const sums = new Map<string, string>();
  const files = await readdir(lib);
  for (const jar of files.filter((file) => file.endsWith('.jar')).toSorted()) {
    const content = await readFile(path.join(lib, jar));
    sums.set(jar, createHash('sha256').update(content).digest('hex'));
  }
  return sums;
}

function requireSameSums(version: string, pinned: JarSums, actual: JarSums): void {
  const wrong = [...pinned].filter(([jar, sum]) => actual.get(jar) !== sum).map(([jar]) => jar);
  const extra = [...actual.keys()].filter((jar) => !pinned.has(jar));
  const names = [...wrong, ...extra];
  if (names.length === 0) return;
  const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
  throw new ChecksumMismatchError(version, `not as pinned: ${names.slice(0, 5).join(', ')}${more}`);
}

/** The format of `sha256sum`; undefined when there is no such file. */
async function readSums(file: string): Promise<JarSums | undefined> {
  const content = await readFile(file, 'utf8').catch(() => undefined);
  if (content === undefined) return undefined;
  const entries = content.matchAll(/^([\da-f]{64}) [ *](.+)$/gm);
  return new Map(
    [...entries].flatMap(([, sum, jar]) => (sum === undefined || jar === undefined ? [] : [[jar, sum]])),
  );
}

function formatSums(sums: JarSums): string {
  return [...sums].map(([jar, sum]) => `${sum}  ${jar}\n`).join('');
}
