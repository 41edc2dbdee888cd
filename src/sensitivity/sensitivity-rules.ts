import type { Sensitivity } from '../events/event.js';
import { digest } from '../events/ids.js';
import { fileSensitivity, type FileSensitivity } from './file-rules.js';
import { GUARDED_SOURCE_RULES } from './guarded-source.js';
import { hostPattern } from './host-pattern.js';
import { hostReach, type HostReach } from './host-reach.js';
import { MODEL_PROVIDER_HOSTS, MODEL_PROVIDER_PATTERNS } from './model-provider-hosts.js';
import { globMatcher, normalisedPath, wholeGlob } from './path-glob.js';
import type { OrganisationRules } from './rules-file.js';
import { SECRET_FILE_RULES } from './secret-file-rules.js';

const NOTHING_SAID: OrganisationRules = { files: [], repositories: [], hosts: [] };

/**
 * What is sensitive: the rules that are built in, and before them the organisation's own, of which in each list the
 * first that matches holds. An organisation may thus lower a level as well as raise it.
 */
export class SensitivityRules {
  /** The same for the same rules, built in and own: what was worked out under another version is out of date. */
  readonly version: string;

  readonly #files: readonly {
    readonly match: (normalised: string) => string | null;
    readonly level: Sensitivity;
    readonly reason: string;
  }[];
  readonly #repositories: readonly { readonly remote: RegExp; readonly level: Sensitivity }[];
  readonly #hosts: readonly { readonly match: (host: string) => boolean; readonly reach: HostReach }[];

  constructor(own: OrganisationRules = NOTHING_SAID) {
    this.#files = own.files.map(({ glob, level, reason }) => ({ match: globMatcher(glob), level, reason }));
    this.#repositories = own.repositories.map(({ remote, level }) => ({ remote: wholeGlob(remote), level }));
    this.#hosts = own.hosts.map(({ pattern, reach }) => ({
      match: hostPattern(pattern) ?? (() => false),
      reach,
    }));
    this.version = digest('sensitivity-rules', BUILT_IN, JSON.stringify(own));
  }

  /**
   * The sensitivity of a file by its path. A rule of the organisation's shows as `organisation: <its reason>`.
   *
   * @param path within its repository, or absolute; `/` or `\` between its parts.
   * @param repositoryLevel what is said of the repository that holds the file; null where nothing is. A rule of the
   *   organisation's for the file itself holds whatever it is.
   */
  fileSensitivity(path: string, repositoryLevel: Sensitivity | null): FileSensitivity {
    const normalised = normalisedPath(path);
    for (const { match, level, reason } of this.#files) {
      const matched = match(normalised);
      if (matched === null) continue;
      return level === 'NONE'
        ? { level, rule: null, matched: null }
        : { level, rule: `organisation: ${reason}`, matched };
    }
    return fileSensitivity(path, repositoryLevel);
  }

  /** The level of a repository by its remote (`github.com/acme/shop`); null where nothing is said of it. */
  repositoryLevel(remote: string): Sensitivity | null {
    return this.#repositories.find((rule) => rule.remote.test(remote))?.level ?? null;
  }

  /** Where a host is, by its name or address; null where that cannot be judged. */
  hostReach(host: string): HostReach | null {
    return this.#hosts.find((rule) => rule.match(host))?.reach ?? hostReach(host);
  }
}

const BUILT_IN = JSON.stringify([
  SECRET_FILE_RULES,
  GUARDED_SOURCE_RULES,
  MODEL_PROVIDER_HOSTS,
  MODEL_PROVIDER_PATTERNS.map(String),
]);
