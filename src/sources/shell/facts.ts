/** HIGH: literal words of a known command. MEDIUM: by a variable, a branch or a convention. LOW: a guess. */
export type Confidence = 'HIGH' | 'MEDIUM' | 'LOW';

export type Purpose = 'FETCH' | 'GIT' | 'PACKAGE' | 'REMOTE_SHELL' | 'COPY' | 'OTHER';

export type HttpMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';

export type FileMode = 'READ' | 'WRITE' | 'DELETE';

/** One host that a command connects to. */
export interface HostCall {
  /** Lower-case DNS name, or IPv4 or IPv6 address without brackets. Empty if, and only if, `remote`. */
  readonly host: string;
  /** The port, where the text names one. */
  readonly port?: number;
  /** The URL without credentials, query and fragment; absent where its path is not wholly known. */
  readonly url?: string;
  /** The command that connects, such as `curl`. */
  readonly by: string;
  readonly purpose: Purpose;
  /** HTTP method, for HTTP alone. */
  readonly method?: HttpMethod;
  /** Git to a remote by its name: the repository's configuration knows the host, the text does not. */
  readonly remote?: true;
  /** The remote's name, such as `origin`, where the text gives one. */
  readonly remoteName?: string;
  readonly confidence: Confidence;
}

/**
 * One file that a command reads, writes or deletes. `path` is as written after quote removal, `~` kept, relative to
 * where the text started; with a working directory given, absolute and normalised. It may hold a glob (LOW).
 */
export interface FileTouch {
  readonly path: string;
  readonly mode: FileMode;
  /** The command that touches it, `redirect` for a redirect of a loop or group. */
  readonly by: string;
  readonly confidence: Confidence;
}

/** DELETE: files or refs go. OVERWRITE: content goes in place. DROP_DATA: stored data or resources go. */
export type DestructiveKind = 'DELETE' | 'OVERWRITE' | 'FORCE_PUSH' | 'DROP_DATA';

export interface Destructive {
  readonly what: DestructiveKind;
  readonly by: string;
  /** What it is done to, as written. */
  readonly target?: string;
}

/** What one shell text did, as far as its syntax tells. No list repeats itself; all keep the text's order. */
export interface ShellFacts {
  readonly hosts: readonly HostCall[];
  readonly files: readonly FileTouch[];
  /** Distinct command names; wrappers such as `sudo`, `env` or `xargs` are looked through and not listed. */
  readonly programs: readonly string[];
  readonly destructive: readonly Destructive[];
  /** PARTIAL: recovered from a syntax error, or cut at a limit. NONE: nothing could be read. */
  readonly parsed: 'FULL' | 'PARTIAL' | 'NONE';
}

const RANK: Readonly<Record<Confidence, number>> = { LOW: 0, MEDIUM: 1, HIGH: 2 };

/** The lower of two confidences. */
export function lower(a: Confidence, b: Confidence): Confidence {
  return RANK[a] <= RANK[b] ? a : b;
}
