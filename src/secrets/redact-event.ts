import type { RuntrailEvent, Touch } from '../events/event.js';
import { findDotenvListings, findDotenvValues } from './dotenv-finder.js';
import { mergeSightings, type KnownSecrets, type ScanResult, type SecretScanner } from './secret-scanner.js';

/** What is known of files by their paths, and of results by the calls that they answer. */
export interface SecretFiles {
  /** True for a settings file whose values are secrets, such as `.env`. */
  isSecretFile(path: string): boolean;
  /** True for a result, which names no file itself, of a call that read such a file. */
  readsSecretFile?(event: RuntrailEvent): boolean;
}

/**
 * The event without the secrets that stood in it: in its payload, its summary, and every text that names a place, a
 * tool or a thing. `secrets` lists what was found. Ids, identities and keys' hints are left as they are. The same
 * object comes back where nothing was found, and redacting again changes nothing.
 */
export function redactEvent(event: RuntrailEvent, scanner: SecretScanner, files: SecretFiles): RuntrailEvent {
  const known: KnownSecrets = new Map();
  const payload =
    event.payload === null
      ? null
      : scanner.scan(event.payload, { known, ...alsoFind(finderFor(event, files)) });
  const named = new NamedTexts(scanner, known);
  const clean = named.redact(event);
  const sightings = mergeSightings([
    event.secrets ?? [],
    ...(payload === null ? [] : [payload.sightings]),
    ...named.sightings,
  ]);
  if (clean === event && (payload === null || payload.sightings.length === 0)) return event;
  return { ...clean, ...(payload === null ? {} : { payload: payload.text }), secrets: sightings };
}

type Finder = typeof findDotenvValues;

/** What else is a secret in the payload, by what the event does. */
function finderFor(event: RuntrailEvent, files: SecretFiles): Finder | null {
  const touchesOne = event.touches.some((touch) => touch.kind !== 'CALLED' && files.isSecretFile(touch.path));
  if (touchesOne || files.readsSecretFile?.(event) === true) return findDotenvValues;
  return event.type === 'TOOL_RESULT' ? findDotenvListings : null;
}

function alsoFind(finder: Finder | null): { readonly alsoFind?: Finder } {
  return finder === null ? {} : { alsoFind: finder };
}

/** The texts of an event besides its payload: short, many, and nearly always clean. */
class NamedTexts {
  readonly sightings: ScanResult['sightings'][] = [];
  readonly #scanner: SecretScanner;
  readonly #known: KnownSecrets;

  constructor(scanner: SecretScanner, known: KnownSecrets) {
    this.#scanner = scanner;
    this.#known = known;
  }

  redact(event: RuntrailEvent): RuntrailEvent {
    // One look at all of them settles nearly every event.
    if (this.#scanner.scan(textsOf(event).join('\n'), { known: this.#known }).sightings.length === 0)
      return event;
    const { user, endpoint, key, ...rest } = event.context;
    const redacted = {
      ...this.#texts(event, ['tool', 'server', 'name', 'reason', 'summary']),
      context: {
        ...this.#deep(rest),
        ...(user === undefined ? {} : { user }),
        ...(endpoint === undefined ? {} : { endpoint }),
        ...(key === undefined ? {} : { key }),
      },
      touches: event.touches.map((touch) => this.#touch(touch)),
    };
    return this.sightings.length === 0 ? event : redacted;
  }

  #touch(touch: Touch): Touch {
    return touch.kind === 'CALLED' ? this.#texts(touch, ['host']) : this.#texts(touch, ['path']);
  }

  #texts<T extends object>(record: T, names: readonly string[]): T {
    return Object.fromEntries(
      Object.entries(record).map(([name, value]: [string, unknown]) => [
        name,
        typeof value === 'string' && names.includes(name) ? this.#text(value) : value,
      ]),
    ) as T;
  }

  #deep<T extends object>(record: T): T {
    return Object.fromEntries(
      Object.entries(record).map(([name, value]: [string, unknown]) => [
        name,
        typeof value === 'string'
          ? this.#text(value)
          : typeof value === 'object' && value !== null
            ? this.#deep(value)
            : value,
      ]),
    ) as T;
  }

  #text(text: string): string {
    const { text: clean, sightings } = this.#scanner.scan(text, { known: this.#known });
    if (sightings.length > 0) this.sightings.push(sightings);
    return clean;
  }
}

function textsOf(event: RuntrailEvent): string[] {
  const { user: _user, endpoint: _endpoint, key: _key, ...rest } = event.context;
  const texts = [event.summary, ...stringsIn(rest), ...event.touches.map(placeOf)];
  if ('tool' in event && event.tool !== undefined) texts.push(event.tool);
  if ('server' in event && event.server !== undefined) texts.push(event.server);
  if ('name' in event) texts.push(event.name);
  if ('reason' in event && event.reason !== undefined) texts.push(event.reason);
  return texts;
}

function placeOf(touch: Touch): string {
  return touch.kind === 'CALLED' ? touch.host : touch.path;
}

function* stringsIn(record: object): Generator<string> {
  for (const value of Object.values(record) as unknown[]) {
    if (typeof value === 'string') yield value;
    else if (typeof value === 'object' && value !== null) yield* stringsIn(value);
  }
}
