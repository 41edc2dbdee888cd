import { createHash } from 'node:crypto';

import { absolutePath } from '../recorded-paths.js';

const MAX_TRIED = 5000;

/**
 * The project's folder. A chat names it by the SHA-256 of its path alone, so it is known as soon as a path within it
 * is seen: the folder above that path whose hash is the project's.
 */
export class ProjectFolder {
  readonly #hash: string | null;
  readonly #tried = new Set<string>();
  #path: string | null = null;

  /** `hash`: lower-case hex; anything else is found nowhere. */
  constructor(hash: unknown) {
    this.#hash = typeof hash === 'string' && /^[0-9a-f]{64}$/.test(hash) ? hash : null;
  }

  get path(): string | null {
    return this.#path;
  }

  /** Takes a value of a call's arguments into account; only absolute paths tell anything. */
  see(value: unknown): boolean {
    if (this.#hash === null || this.#path !== null || typeof value !== 'string' || value.length > 4096) {
      return false;
    }
    if (!/^(?:\/|[A-Za-z]:[\\/])/.test(value)) return false;
    for (let folder = value.replace(/[\\/]+$/, ''); folder.length > 1; folder = parentOf(folder)) {
      if (this.#tried.has(folder)) return false;
      if (this.#tried.size < MAX_TRIED) this.#tried.add(folder);
      if (createHash('sha256').update(folder).digest('hex') === this.#hash) {
        this.#path = absolutePath(folder, null);
        return this.#path !== null;
      }
    }
    return false;
  }
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'), 0));
}
