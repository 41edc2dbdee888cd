import { open, stat } from 'node:fs/promises';
import path from 'node:path';

/** What a server that is starting can have run into, as far as it can be told from what it logs. */
export type StartFailure =
  'store in use' | 'store from a newer version' | 'disk full' | 'port lost' | 'store damaged';

const consoleLogName = 'console.log';

/** Where a server's own output goes, which is little: what Java says, and what goes wrong before there is a log. */
export function consoleLog(dataFolder: string): string {
  return path.join(dataFolder, 'logs', consoleLogName);
}

/** Neo4j's own words, from 5.26 and 2026.08. The last one follows the others, which say more. */
const signs: readonly (readonly [RegExp, StartFailure])[] = [
  [/Lock file has been locked by another process/, 'store in use'],
  [
    /originates from an? newer version of neo4j|UnsupportedLogVersionException/i,
    'store from a newer version',
  ],
  // A log that cannot be claimed in advance is only a warning: it grows as it is written.
  [/^(?!.*Failed to preallocate).*(No space left on device|Disk quota exceeded)/m, 'disk full'],
  [/PortBindException|Address already in use/, 'port lost'],
  [/Failed to start DatabaseId\{/, 'store damaged'],
];

export function recogniseStartFailure(log: string): StartFailure | undefined {
  return signs.find(([pattern]) => pattern.test(log))?.[1];
}

/**
 * Reads what is added to a server's logs from now on; begun before the launch. Neo4j needs up to 45 s to give up on a store that it cannot
 * read, and with a full disk it does not end at all, while its logs name the reason after a few.
 */
export class StartLog {
  /** Where each log ended when this one began. */
  readonly #origins: ReadonlyMap<string, number>;
  readonly #positions: Map<string, number>;

  private constructor(origins: ReadonlyMap<string, number>) {
    this.#origins = origins;
    this.#positions = new Map(origins);
  }

  static async begin(dataFolder: string): Promise<StartLog> {
    const origins = new Map<string, number>();
    for (const name of ['neo4j.log', 'debug.log']) {
      const file = path.join(dataFolder, 'logs', name);
      origins.set(file, await sizeOf(file));
    }
    // Emptied at each launch, so whatever it holds afterwards is new.
    origins.set(consoleLog(dataFolder), 0);
    return new StartLog(origins);
  }

  /** The reason for a failed start, once it can be read. */
  async failure(): Promise<StartFailure | undefined> {
    const found: StartFailure[] = [];
    for (const [file, position] of this.#positions) {
      const added = await readFrom(file, position);
      const failure = recogniseStartFailure(added.text);
      if (failure !== undefined) found.push(failure);
      // What holds a sign is kept for the next question. Otherwise the last bytes are read again: a sign may have
      // been half written.
      else this.#positions.set(file, Math.max(position, added.end - 400));
    }
    return signs.map(([, failure]) => failure).find((failure) => found.includes(failure));
  }

  /** What to show of a failed start: the last lines that the server printed or, if none, those that name a cause. */
  async lastWords(count: number): Promise<string[]> {
    const printed: string[] = [];
    const causes: string[] = [];
    for (const [file, origin] of this.#origins) {
      const { text } = await readFrom(file, origin);
      const lines = text.split('\n').filter((line) => line.trim() !== '');
      // Java warns of what Neo4j does with its memory at every start.
      if (origin === 0 && file.endsWith(consoleLogName))
        printed.push(...lines.filter((line) => !line.startsWith('WARNING: ')));
      else causes.push(...lines.filter((line) => / ERROR |^Caused by: /.test(line)));
    }
    const chosen = printed.length > 0 ? printed : [...new Set(causes)];
    return chosen.slice(-count).map((line) => (line.length > 300 ? `${line.slice(0, 300)}…` : line));
  }
}

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}

const mostBytesAtOnce = 4 * 1_048_576;

async function readFrom(
  file: string,
  position: number,
): Promise<{ readonly text: string; readonly end: number }> {
  const size = await sizeOf(file);
  // Shorter than before: the log was rotated.
  const from = size < position ? 0 : position;
  const length = Math.min(size - from, mostBytesAtOnce);
  if (length <= 0) return { text: '', end: size };
  const handle = await open(file, 'r').catch(() => undefined);
  if (handle === undefined) return { text: '', end: from };
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, from);
    return { text: buffer.toString('utf8', 0, bytesRead), end: from + bytesRead };
  } finally {
    await handle.close();
  }
}
