import path from 'node:path';

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
type LogLevel = (typeof logLevels)[number];

/** A Neo4j that somebody else runs: a server, a cluster or Aura. */
interface ExternalDatabaseConfig {
  readonly kind: 'external';
  readonly uri: string;
  readonly username: string;
  readonly password: string;
  readonly database: string;
}

/** A Neo4j Community that the service assembles and runs itself. */
export interface ManagedDatabaseConfig {
  readonly kind: 'managed';
  /** Exact version, such as `5.26.30` or `2026.08.1`. */
  readonly version: string;
  /** Absent: sized from the machine's memory. */
  readonly heapMb?: number;
  /** Absent: sized from the machine's memory. */
  readonly pageCacheMb?: number;
  /** Java homes named by the environment, in the order in which they are tried. */
  readonly javaHomes: readonly string[];
  /** The folders of `PATH`, for `java` and `mvn`. */
  readonly searchPath: readonly string[];
  /** The user's own folder, where some tools install Java; absent when the environment names none. */
  readonly userFolder?: string;
}

export interface Config {
  readonly host: string;
  /** 0 asks for any free port. */
  readonly port: number;
  /** Absolute; everything that must outlive a restart is below it. */
  readonly homeFolder: string;
  /** Absolute; everything below it can be deleted and is fetched or computed again. */
  readonly cacheFolder: string;
  readonly database: ExternalDatabaseConfig | ManagedDatabaseConfig;
  readonly logLevel: LogLevel;
  /** A session without events for this long counts as closed. */
  readonly idleHours: number;
  readonly queryTimeoutMs: number;
  /** Key of the organisation's fingerprints; absent: one of its own is kept below `homeFolder`. */
  readonly fingerprintSecret?: string;
  /** Absolute; the organisation's own rules of what is sensitive. Absent: those built in hold alone. */
  readonly sensitivityFile?: string;
}

export interface ConfigFault {
  readonly variable: string;
  /** What was given, quoted; absent when the variable is not set or holds a secret. */
  readonly value?: string;
  /** What would be accepted, as the end of the sentence `NAME must be …`. */
  readonly allowed: string;
}

/** Every fault of the environment at once. No message or field holds a secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly faults: readonly ConfigFault[]) {
    const lines = faults.map((fault) => {
      const given = fault.value === undefined ? '' : ` (it is ${fault.value})`;
      return `  ${fault.variable} must be ${fault.allowed}${given}`;
    });
    const count = faults.length === 1 ? 'one fault' : `${faults.length} faults`;
    super(`The environment has ${count}:\n${lines.join('\n')}`);
  }
}

export const defaultNeo4jVersion = '5.26.30';

const uriSchemes = ['bolt', 'bolt+s', 'bolt+ssc', 'neo4j', 'neo4j+s', 'neo4j+ssc'];

/**
 * Reads the whole configuration from an environment, which it neither changes nor reads a second time.
 * A variable that is empty counts as not set.
 *
 * @throws ConfigError that lists every fault found.
 */
export function parseConfig(env: NodeJS.ProcessEnv): Config {
  const reader = new EnvironmentReader(env);
  const userFolder = reader.text('HOME');
  const sensitivityFile = reader.optionalPath('RUNTRAIL_SENSITIVITY_FILE');
  const fingerprintSecret = reader.optionalSecret('RUNTRAIL_FINGERPRINT_SECRET', 16);
  const config: Config = {
    host: reader.host('HOST', '127.0.0.1'),
    port: reader.number('PORT', 4000, { least: 0, most: 65_535, whole: true }),
    homeFolder: reader.folder('RUNTRAIL_HOME', 'XDG_DATA_HOME', ['.local', 'share'], userFolder),
    cacheFolder: reader.folder('RUNTRAIL_CACHE', 'XDG_CACHE_HOME', ['.cache'], userFolder),
    database:
      reader.text('NEO4J_URI') === undefined
        ? readManagedDatabase(reader, userFolder)
        : readExternalDatabase(reader),
    logLevel: reader.oneOf('LOG_LEVEL', logLevels, 'info'),
    idleHours: reader.number('RUNTRAIL_IDLE_HOURS', 24, { least: 0.01, most: 8_760, whole: false }),
    queryTimeoutMs: reader.number('RUNTRAIL_QUERY_TIMEOUT_MS', 10_000, {
      least: 100,
      most: 600_000,
      whole: true,
    }),
    ...(fingerprintSecret === undefined ? {} : { fingerprintSecret }),
    ...(sensitivityFile === undefined ? {} : { sensitivityFile }),
  };
  if (reader.faults.length > 0) throw new ConfigError(reader.faults);
  return config;
}

function readExternalDatabase(reader: EnvironmentReader): ExternalDatabaseConfig {
  return {
    kind: 'external',
    uri: reader.neo4jUri('NEO4J_URI'),
    username: reader.text('NEO4J_USERNAME') ?? 'neo4j',
    password: reader.secret('NEO4J_PASSWORD', 'set when NEO4J_URI is set'),
    database: reader.databaseName('NEO4J_DATABASE', 'neo4j'),
  };
}

function readManagedDatabase(
  reader: EnvironmentReader,
  userFolder: string | undefined,
): ManagedDatabaseConfig {
  for (const variable of ['NEO4J_USERNAME', 'NEO4J_PASSWORD', 'NEO4J_DATABASE']) {
    if (reader.text(variable) === undefined) continue;
    // Credentials without an address are a forgotten address: starting an empty local database instead would
    // look like lost data.
    reader.fault({ variable, allowed: 'left out, or given together with NEO4J_URI: alone it has no effect' });
  }
  const heapMb = reader.optionalNumber('RUNTRAIL_NEO4J_HEAP_MB', {
    least: 128,
    most: 1_048_576,
    whole: true,
  });
  const pageCacheMb = reader.optionalNumber('RUNTRAIL_NEO4J_PAGE_CACHE_MB', {
    least: 16,
    most: 16_777_216,
    whole: true,
  });
  const javaHomes = [reader.text('RUNTRAIL_JAVA_HOME'), reader.text('JAVA_HOME')].filter(
    (home) => home !== undefined,
  );
  return {
    kind: 'managed',
    version: reader.neo4jVersion('NEO4J_VERSION', defaultNeo4jVersion),
    ...(heapMb === undefined ? {} : { heapMb }),
    ...(pageCacheMb === undefined ? {} : { pageCacheMb }),
    javaHomes,
    searchPath: (reader.text('PATH') ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder)),
    ...(userFolder === undefined ? {} : { userFolder }),
  };
}

interface NumberRange {
  readonly least: number;
  readonly most: number;
  readonly whole: boolean;
}

/** Reads single variables and collects their faults; after a fault the value returned is only a stand-in. */
class EnvironmentReader {
  readonly faults: ConfigFault[] = [];
  readonly #env: NodeJS.ProcessEnv;

  constructor(env: NodeJS.ProcessEnv) {
    this.#env = env;
  }

  fault(fault: ConfigFault): void {
    this.faults.push(fault);
  }

  text(variable: string): string | undefined {
    const value = this.#env[variable]?.trim();
    return value === '' ? undefined : value;
  }

  /** Not trimmed: a password may begin or end with a space. */
  secret(variable: string, allowed: string): string {
    const value = this.#env[variable];
    if (value !== undefined && value !== '') return value;
    this.fault({ variable, allowed });
    return '';
  }

  optionalSecret(variable: string, leastCharacters: number): string | undefined {
    const value = this.#env[variable];
    if (value === undefined || value === '') return undefined;
    if (value.length < leastCharacters)
      this.fault({ variable, allowed: `at least ${leastCharacters} characters long` });
    return value;
  }

  number(variable: string, fallback: number, range: NumberRange): number {
    return this.optionalNumber(variable, range) ?? fallback;
  }

  optionalNumber(variable: string, { least, most, whole }: NumberRange): number | undefined {
    const text = this.text(variable);
    if (text === undefined) return undefined;
    const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
    this.fault({
      variable,
      value: quote(text),
      allowed: `a ${whole ? 'whole number' : 'number'} from ${least} to ${most}`,
    });
    return undefined;
  }

  oneOf<T extends string>(variable: string, choices: readonly T[], fallback: T): T {
    const text = this.text(variable);
    if (text === undefined) return fallback;
    const choice = choices.find((candidate) => candidate === text.toLowerCase());
    if (choice !== undefined) return choice;
    this.fault({ variable, value: quote(text), allowed: `one of ${choices.join(', ')}` });
    return fallback;
  }

  host(variable: string, fallback: string): string {
    const text = this.text(variable);
    if (text === undefined) return fallback;
    const isIpv6 = /^[\da-f:.]+(%\w+)?$/i.test(text) && text.includes('::');
    if (isIpv6 || /^[\w.-]+$/.test(text)) return text;
    this.fault({
      variable,
      value: quote(text),
      allowed: 'a host name or an IP address without scheme, port or brackets, such as 127.0.0.1 or ::1',
    });
    return fallback;
  }

  databaseName(variable: string, fallback: string): string {
    const text = this.text(variable);
    if (text === undefined) return fallback;
    // https://neo4j.com/docs/operations-manual/5/database-administration/syntax/ (names of databases)
    if (/^[A-Za-z][A-Za-z\d.-]{2,62}$/.test(text) || /^[\da-f]{8}$/.test(text)) return text;
    this.fault({
      variable,
      value: quote(text),
      allowed: 'the name of a database: 3 to 63 letters, digits, dots and dashes',
    });
    return fallback;
  }

  neo4jVersion(variable: string, fallback: string): string {
    const text = this.text(variable);
    if (text === undefined) return fallback;
    const isLongTerm = /^5\.26\.\d{1,3}$/.test(text);
    const isCalendar = /^20(2[5-9]|[3-9]\d)\.(0[1-9]|1[0-2])\.\d{1,3}$/.test(text);
    if (isLongTerm || isCalendar) return text;
    this.fault({
      variable,
      value: quote(text),
      allowed: `an exact Neo4j version, 5.26.x or from 2025.01.0 on, such as ${fallback} or 2026.08.1`,
    });
    return fallback;
  }

  neo4jUri(variable: string): string {
    const text = this.text(variable) ?? '';
    const allowed = `scheme://host[:port] with the scheme ${uriSchemes.slice(0, -1).join(', ')} or ${uriSchemes.at(-1)}`;
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (text.includes('@')) {
      // The value is not shown: what stands before the @ is likely a password.
      this.fault({
        variable,
        allowed: `${allowed}, without credentials: they go to NEO4J_USERNAME and NEO4J_PASSWORD`,
      });
    } else if (url === undefined || !uriSchemes.includes(url.protocol.slice(0, -1)) || url.hostname === '') {
      this.fault({ variable, value: quote(text), allowed });
    }
    return text;
  }

  /** Whether it is there is found out when it is read. */
  optionalPath(variable: string): string | undefined {
    const text = this.text(variable);
    if (text === undefined) return undefined;
    if (!text.startsWith('~')) return path.resolve(text);
    this.fault({
      variable,
      value: quote(text),
      allowed: 'a path that begins with / (a quoted ~ is not expanded)',
    });
    return '/';
  }

  folder(
    variable: string,
    xdgVariable: string,
    belowUserFolder: readonly string[],
    userFolder: string | undefined,
  ): string {
    const given = this.optionalPath(variable);
    if (given !== undefined) return given;
    // The XDG base directory specification tells programs to ignore relative values.
    const xdgFolder = this.text(xdgVariable);
    if (xdgFolder !== undefined && path.isAbsolute(xdgFolder)) return path.join(xdgFolder, 'runtrail');
    if (userFolder !== undefined && path.isAbsolute(userFolder)) {
      return path.join(userFolder, ...belowUserFolder, 'runtrail');
    }
    this.fault({ variable, allowed: `a folder, because neither ${xdgVariable} nor HOME names one` });
    return '/';
  }
}

/** One line, bounded, with control characters made visible. */
function quote(text: string): string {
  return JSON.stringify(text.length > 120 ? `${text.slice(0, 120)}…` : text);
}
