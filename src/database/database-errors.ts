import { existsSync } from 'node:fs';

/** Why there is no database; the message says what is wrong and what to do next. */
export abstract class DatabaseUnavailableError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

export class JavaMissingError extends DatabaseUnavailableError {
  constructor(leastJava: number) {
    super(`No database address is set, and no Java was found to run one here.\n${threeWays(leastJava)}`);
  }
}

export class JavaTooOldError extends DatabaseUnavailableError {
  constructor(
    readonly neo4jVersion: string,
    readonly leastJava: number,
    readonly found: readonly { readonly executable: string; readonly major: number }[],
  ) {
    const list = found.map(({ executable, major }) => `  Java ${major} at ${executable}`).join('\n');
    super(
      `Neo4j ${neo4jVersion} needs Java ${leastJava} or newer, and only older ones were found:\n${list}\n` +
        `A newer one elsewhere is used with RUNTRAIL_JAVA_HOME=/path/to/java-home.\n${threeWays(leastJava)}`,
    );
  }
}

export class MavenMissingError extends DatabaseUnavailableError {
  constructor(neo4jVersion: string, leastJava: number) {
    super(
      `No database address is set, and Neo4j ${neo4jVersion} cannot be fetched: there is no mvn on the PATH.\n` +
        threeWays(leastJava),
    );
  }
}

export class DownloadWithoutNetworkError extends DatabaseUnavailableError {
  constructor(neo4jVersion: string, detail: string) {
    super(
      `Neo4j ${neo4jVersion} could not be downloaded: Maven does not reach its repository.\n  ${detail}\n` +
        'Check the network, or the proxy and mirror in ~/.m2/settings.xml, and start again: what has arrived is kept. ' +
        'Or use a Neo4j that already runs: NEO4J_URI=bolt://127.0.0.1:7687 NEO4J_PASSWORD=<password> npm start',
    );
  }
}

export class ChecksumMismatchError extends DatabaseUnavailableError {
  constructor(neo4jVersion: string, detail: string) {
    super(
      `A file of Neo4j ${neo4jVersion} is not the one that was published, so none of them is used.\n  ${detail}\n` +
        'Start again; if it happens once more, delete that file below ~/.m2/repository and suspect the mirror or proxy.',
    );
  }
}

export class VersionUnknownError extends DatabaseUnavailableError {
  constructor(neo4jVersion: string, detail: string) {
    super(
      `Neo4j ${neo4jVersion} is not in Maven's repository.\n  ${detail}\n` +
        'Correct NEO4J_VERSION, or leave it out to get the pinned version.',
    );
  }
}

export class AssemblyFailedError extends DatabaseUnavailableError {
  constructor(neo4jVersion: string, lastLines: readonly string[]) {
    super(`Maven could not assemble Neo4j ${neo4jVersion}. Its last lines:\n${indent(lastLines)}`);
  }
}

export class DiskFullError extends DatabaseUnavailableError {
  constructor(folder: string, doing: string, options?: ErrorOptions) {
    super(
      `The disk is full: there is no room for ${doing} in ${folder}.\n` +
        'Free some space, or choose another place with RUNTRAIL_HOME (data) and RUNTRAIL_CACHE (jars), and start ' +
        'again. What was committed is not lost.',
      options,
    );
  }
}

export class FolderUnusableError extends DatabaseUnavailableError {
  constructor(folder: string, detail: string, options?: ErrorOptions) {
    super(
      `${folder} cannot be used: ${detail}.\n` +
        'Correct its owner and permissions, or choose another place with RUNTRAIL_HOME (data) and RUNTRAIL_CACHE (jars).',
      options,
    );
  }
}

export class StoreInUseError extends DatabaseUnavailableError {
  constructor(folder: string) {
    super(
      `The database files in ${folder} are in use by another Neo4j that this service does not know.\n` +
        'Stop that process, or give this service a data folder of its own with RUNTRAIL_HOME.',
    );
  }
}

export class StoreFromNewerVersionError extends DatabaseUnavailableError {
  constructor(folder: string, neo4jVersion: string, storeVersion: string | undefined) {
    const writer = storeVersion === undefined ? 'a newer Neo4j' : `Neo4j ${storeVersion}`;
    super(
      `The database files in ${folder} were written by ${writer}, and Neo4j ${neo4jVersion} cannot read them.\n` +
        `Start with NEO4J_VERSION=${storeVersion ?? '<that version>'}, or with an empty folder in RUNTRAIL_HOME.`,
    );
  }
}

export class StoreDamagedError extends DatabaseUnavailableError {
  constructor(folder: string, lastLines: readonly string[]) {
    super(
      `Neo4j cannot open the database files in ${folder}:\n${indent(lastLines)}\n` +
        `More is in ${folder}/logs/debug.log. Put the folder back from a copy, or begin with an empty one in ` +
        'RUNTRAIL_HOME and import again.',
    );
  }
}

export class OtherVersionRunningError extends DatabaseUnavailableError {
  constructor(
    folder: string,
    running: { readonly version: string; readonly pid: number },
    neo4jVersion: string,
  ) {
    super(
      `Neo4j ${running.version} (process ${running.pid}) already runs for ${folder}, and ${neo4jVersion} is asked for.\n` +
        `Stop the service that uses it, or run: kill ${running.pid}`,
    );
  }
}

export class ServerCrashedError extends DatabaseUnavailableError {
  constructor(neo4jVersion: string, ending: string, logFile: string, lastLines: readonly string[]) {
    super(
      `Neo4j ${neo4jVersion} ended while it started (${ending}). Its last lines:\n${indent(lastLines)}\n` +
        `More is in ${logFile} and in debug.log beside it.`,
    );
  }
}

export class PasswordNotSetError extends DatabaseUnavailableError {
  constructor(neo4jVersion: string, exitCode: number | null, lastLines: readonly string[]) {
    super(
      `Neo4j ${neo4jVersion} could not be given its first password (its tool ended with code ${exitCode ?? 'unknown'}). ` +
        `The last lines:\n${indent(lastLines)}`,
    );
  }
}

export class PortLostError extends DatabaseUnavailableError {
  constructor(port: number) {
    super(
      `Another program took port ${port} on 127.0.0.1 before Neo4j could, several times in a row.\nStart again; ` +
        'if it happens once more, look for a program that takes every free port.',
    );
  }
}

/** A server that this process started and has stopped again, because it did not answer. */
export class StartTimedOutError extends DatabaseUnavailableError {
  constructor(neo4jVersion: string, waitedMs: number, logFile: string, lastProblem: string) {
    super(
      `Neo4j ${neo4jVersion} did not answer within ${Math.round(waitedMs / 1000)} s of its start and was stopped: ` +
        `${lastProblem}\nA machine that is busy or short of memory is the usual reason: start again when it is idle, or ` +
        `with a smaller RUNTRAIL_NEO4J_HEAP_MB. How far it came is in ${logFile} and in debug.log beside it.`,
    );
  }
}

/** A server that another process started, and which is left running. */
export class RunningServerSilentError extends DatabaseUnavailableError {
  constructor(pid: number, waitedMs: number, logFile: string, lastProblem: string) {
    super(
      `The Neo4j that already runs (process ${pid}) did not answer within ${Math.round(waitedMs / 1000)} s: ` +
        `${lastProblem}\nLook into ${logFile} and debug.log beside it. If it hangs, run: kill ${pid}`,
    );
  }
}

export class StartedElsewhereError extends DatabaseUnavailableError {
  constructor(lockFile: string, pid: number, waitedMs: number) {
    super(
      `Process ${pid} has been preparing the same database for over ${Math.round(waitedMs / 1000)} s ` +
        `(it holds ${lockFile}).\nWait for it, or end it with: kill ${pid}`,
    );
  }
}

export class StartCancelledError extends DatabaseUnavailableError {
  constructor(options?: ErrorOptions) {
    super('The start of the database was cancelled.', options);
  }
}

export class PasswordLostError extends DatabaseUnavailableError {
  constructor(passwordFile: string, dataFolder: string) {
    super(
      `The database in ${dataFolder} has a password that ${passwordFile} does not hold.\n` +
        'Put that file back from a copy, or begin with an empty folder in RUNTRAIL_HOME and import again.',
    );
  }
}

/** The ways to get a database, each with the command to type next. */
function threeWays(leastJava: number): string {
  return [
    'Choose one of three ways:',
    '  1. A Neo4j that already runs (a server, a cluster or Aura):',
    "       NEO4J_URI=bolt://127.0.0.1:7687 NEO4J_PASSWORD='its password' npm start",
    '  2. Java and Maven, and the service fetches and runs its own:',
    `       ${installCommand(leastJava)} && npm start`,
    '  3. Docker:',
    // Kept in a file, because the password becomes part of the database at its first start.
    '       test -f .env || echo "NEO4J_PASSWORD=$(openssl rand -hex 16)" > .env; docker compose up',
  ].join('\n');
}

function installCommand(leastJava: number): string {
  const java = leastJava <= 17 ? 17 : 21;
  if (process.platform === 'darwin') return `brew install openjdk@${java} maven`;
  if (existsSync('/usr/bin/dnf')) return `sudo dnf install -y java-${java}-openjdk-headless maven`;
  if (existsSync('/usr/bin/pacman')) return `sudo pacman -S --needed jre${java}-openjdk-headless maven`;
  if (existsSync('/sbin/apk')) return `sudo apk add openjdk${java}-jre-headless maven`;
  // Releases of Debian and Ubuntu carry different ones; their default is at least 17 in all that are supported.
  const debianJava = java === 17 ? 'default-jre-headless' : `openjdk-${java}-jre-headless`;
  return `sudo apt-get install -y ${debianJava} maven`;
}

function indent(lines: readonly string[]): string {
  return lines.map((line) => `  ${line}`).join('\n');
}
