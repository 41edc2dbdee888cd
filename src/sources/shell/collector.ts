import { hasScheme, parseAddress, parseUrl, type Address } from './addresses.js';
import {
  lower,
  type Confidence,
  type Destructive,
  type DestructiveKind,
  type FileMode,
  type FileTouch,
  type HostCall,
  type HttpMethod,
  type Purpose,
} from './facts.js';
import { resolvePath } from './paths.js';
import type { Scope } from './scope.js';
import { isKnown, type Value } from './values.js';

/** Who connects, what for, and by which method. */
export interface CallKind {
  readonly by: string;
  readonly purpose: Purpose;
  readonly method?: HttpMethod | undefined;
  readonly cap?: Confidence;
}

const HTTP_SCHEME = /^(?:https?|wss?)$/;
const LOOPBACK = /^(?:localhost|127\..*|::1|0\.0\.0\.0)$/;

/** Gathers facts, each once: a fact that is met again keeps its place and its best confidence. */
export class Collector {
  readonly #hosts = new Map<string, HostCall>();
  readonly #files = new Map<string, FileTouch>();
  /** By name, where in the text it first appears. */
  readonly #programs = new Map<string, number>();
  readonly #destructive = new Map<string, Destructive>();

  get isEmpty(): boolean {
    return this.#programs.size + this.#hosts.size + this.#files.size + this.#destructive.size === 0;
  }

  /** The place of the command that runs now: its words are evaluated before, and may run others. */
  place = 0;
  #places = 0;

  nextPlace(): number {
    return ++this.#places;
  }

  program(name: string): void {
    this.#programs.set(name, Math.min(this.place, this.#programs.get(name) ?? this.place));
  }

  /** A call to an address that is known. */
  host(
    scope: Scope,
    kind: CallKind,
    address: Address & { readonly url?: string },
    confidence: Confidence,
  ): void {
    if (scope.contained && LOOPBACK.test(address.host)) return;
    const { by, purpose, method } = kind;
    this.#addHost({
      host: address.host,
      ...(address.port === undefined ? {} : { port: address.port }),
      ...(address.url === undefined ? {} : { url: address.url }),
      by,
      purpose,
      ...(method === undefined ? {} : { method }),
      confidence: lower(lower(confidence, kind.cap ?? 'HIGH'), scope.cap),
    });
  }

  /** Git to a remote whose host only the repository's configuration knows. */
  namedRemote(scope: Scope, by: string, remoteName: string | undefined, confidence: Confidence): void {
    this.#addHost({
      host: '',
      by,
      purpose: 'GIT',
      remote: true,
      ...(remoteName === undefined ? {} : { remoteName }),
      confidence: lower(confidence, scope.cap),
    });
  }

  #addHost(call: HostCall): void {
    const { confidence, ...identity } = call;
    const key = JSON.stringify(identity);
    const known = this.#hosts.get(key);
    if (!known || lower(known.confidence, confidence) !== confidence) this.#hosts.set(key, call);
  }

  /** A URL that a command calls; `file:` is a read. Says whether it named a host or a file. */
  url(scope: Scope, kind: CallKind, value: Value): boolean {
    if (/^file:\/\//i.test(value.text)) return this.file(scope, value, 'READ', kind.by, kind.cap);
    const parsed = parseUrl(value.text);
    if (!parsed) return false;
    const { method, ...plain } = kind;
    const isHttp = HTTP_SCHEME.test(parsed.scheme);
    this.host(scope, isHttp ? { ...plain, method } : plain, parsed, value.confidence);
    return true;
  }

  /** A URL, or an address without a scheme, as clients for people accept. */
  urlOrAddress(scope: Scope, kind: CallKind, value: Value): boolean {
    if (hasScheme(value.text) || /^file:/i.test(value.text)) return this.url(scope, kind, value);
    const bare = parseUrl(`http://${value.text}`);
    if (!bare) return false;
    const { scheme: _scheme, url: _url, ...address } = bare;
    this.host(scope, kind, address, value.confidence);
    return true;
  }

  /** `host`, `user@host` or `host:port`, with a port given apart. A name without a dot may be an alias. */
  address(scope: Scope, kind: CallKind, value: Value, port?: string): boolean {
    const parsed = parseAddress(value.text);
    if (!parsed) return false;
    const apart = port === undefined ? undefined : parseAddress(`port:${port}`)?.port;
    const isAlias = !/[.:]/.test(parsed.host) && parsed.host !== 'localhost';
    const confidence = isAlias ? lower(value.confidence, 'MEDIUM') : value.confidence;
    this.host(scope, kind, apart === undefined ? parsed : { ...parsed, port: apart }, confidence);
    return true;
  }

  /** Says whether the word named a file at all. */
  file(scope: Scope, value: Value, mode: FileMode, by: string, cap: Confidence = 'HIGH'): boolean {
    if (scope.contained) return false;
    const resolved = resolvePath(value.text, scope.directory, mode);
    if (!resolved) return false;
    const sure: Confidence = resolved.sure && !value.glob ? 'HIGH' : 'LOW';
    const confidence = [value.confidence, cap, scope.cap].reduce(lower, sure);
    const key = JSON.stringify([resolved.path, mode, by]);
    const known = this.#files.get(key);
    if (!known || lower(known.confidence, confidence) !== confidence) {
      this.#files.set(key, { path: resolved.path, mode, by, confidence });
    }
    return true;
  }

  destructive(scope: Scope, what: DestructiveKind, by: string, target?: Value): void {
    if (scope.contained) return;
    const shown = target === undefined ? undefined : isKnown(target) ? target.text : target.raw;
    const fact: Destructive =
      shown === undefined || shown === '' ? { what, by } : { what, by, target: shown };
    this.#destructive.set(JSON.stringify(fact), fact);
  }

  facts(): {
    hosts: readonly HostCall[];
    files: readonly FileTouch[];
    programs: readonly string[];
    destructive: readonly Destructive[];
  } {
    return {
      hosts: [...this.#hosts.values()],
      files: [...this.#files.values()],
      programs: [...this.#programs].sort(([, a], [, b]) => a - b).map(([name]) => name),
      destructive: [...this.#destructive.values()],
    };
  }
}
