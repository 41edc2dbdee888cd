import { execFile } from 'node:child_process';
import { access, constants, readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import type { ManagedDatabaseConfig } from '../config.js';
import { JavaMissingError, JavaTooOldError } from './database-errors.js';
import { isCalendarVersion } from './neo4j-version.js';

export interface Java {
  readonly executable: string;
  /** The feature release: 17, 21, 25. */
  readonly major: number;
}

const run = promisify(execFile);

/**
 * What the `env` command adds to the environment that is handed on to Java. Without a UTF-8 locale, as in many
 * containers and services, Java cannot name files and folders beyond ASCII.
 */
export const javaEnvironment: readonly string[] = process.platform === 'linux' ? ['LC_ALL=C.UTF-8'] : [];

/** https://neo4j.com/docs/operations-manual/current/installation/requirements/ */
export function leastJavaFor(neo4jVersion: string): number {
  return isCalendarVersion(neo4jVersion) ? 21 : 17;
}

/**
 * The first Java that is new enough: the homes that the environment names, then `PATH`, then where systems and
 * installers usually put one.
 *
 * @param systemFolders folders that hold one Java home each per entry; given only by tests
 * @throws JavaMissingError when none runs, JavaTooOldError when all that run are too old
 */
export async function findJava(
  config: Pick<ManagedDatabaseConfig, 'version' | 'javaHomes' | 'searchPath' | 'userFolder'>,
  report: (progress: string) => void,
  systemFolders: readonly string[] = usualFolders(config.userFolder),
): Promise<Java> {
  const leastJava = leastJavaFor(config.version);
  const tooOld: Java[] = [];
  const tried = new Set<string>();
  for await (const executable of candidates(config, systemFolders)) {
    // The same one is usually reachable by several names.
    const target = await realpath(executable).catch(() => undefined);
    if (target === undefined || tried.has(target)) continue;
    tried.add(target);
    const major = await javaMajor(executable);
    if (major === undefined) continue;
    if (major >= leastJava) {
      for (const older of tooOld) {
        report(
          `Passing over Java ${older.major} at ${older.executable}: Neo4j ${config.version} needs ${leastJava}`,
        );
      }
      return { executable, major };
    }
    tooOld.push({ executable, major });
  }
  if (tooOld.length === 0) throw new JavaMissingError(leastJava);
  throw new JavaTooOldError(config.version, leastJava, tooOld);
}

async function* candidates(
  config: Pick<ManagedDatabaseConfig, 'javaHomes' | 'searchPath'>,
  systemFolders: readonly string[],
): AsyncGenerator<string> {
  for (const home of config.javaHomes) yield path.join(home, 'bin', 'java');
  for (const folder of config.searchPath) yield path.join(folder, 'java');
  for (const folder of systemFolders) {
    const entries = await readdir(folder).catch(() => []);
    for (const entry of entries.toSorted((one, other) => one.localeCompare(other))) {
      yield path.join(folder, entry, 'bin', 'java');
      // The layout of macOS bundles, and of Homebrew's kegs.
      yield path.join(folder, entry, 'Contents', 'Home', 'bin', 'java');
      yield path.join(folder, entry, 'libexec', 'openjdk.jdk', 'Contents', 'Home', 'bin', 'java');
    }
  }
}

function usualFolders(userFolder: string | undefined): readonly string[] {
  const ofTheUser = [
    ['Library', 'Java', 'JavaVirtualMachines'],
    ['.sdkman', 'candidates', 'java'],
    ['.jdks'],
  ].map((parts) => (userFolder === undefined ? [] : [path.join(userFolder, ...parts)]));
  return [
    '/usr/lib/jvm',
    '/Library/Java/JavaVirtualMachines',
    '/opt/homebrew/opt',
    '/usr/local/opt',
    '/opt/java',
    ...ofTheUser.flat(),
  ];
}

/** Undefined when there is no such program or when it does not run, as with the placeholder `java` of macOS. */
async function javaMajor(executable: string): Promise<number | undefined> {
  try {
    await access(executable, constants.X_OK);
    const { stdout, stderr } = await run(executable, ['-version'], { timeout: 20_000 });
    return parseJavaVersion(`${stderr}\n${stdout}`);
  } catch {
    return undefined;
  }
}

/** Reads what `java -version` prints, which differs between makers only after the quoted number. */
export function parseJavaVersion(output: string): number | undefined {
  const match = /version "(\d+)(?:\.(\d+))?/.exec(output);
  if (match?.[1] === undefined) return undefined;
  const first = Number(match[1]);
  // Up to Java 8 the feature release is the second number: "1.8.0_412".
  return first === 1 && match[2] !== undefined ? Number(match[2]) : first;
}
