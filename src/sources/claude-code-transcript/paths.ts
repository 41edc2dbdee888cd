import { posix } from 'node:path';

import { absolutePath } from '../recorded-paths.js';

/** The name that the client gives to a project's folder of transcripts. */
function slugOf(folder: string): string {
  return folder.replace(/[^A-Za-z0-9]/g, '-');
}

/**
 * The folder in which the project was opened: the client's own transcripts lie in a folder named after it. Where
 * the input's name does not tell, it is the first working directory of the file, for all that lies inside; work
 * elsewhere is its own root.
 */
export class RepositoryRoots {
  readonly #slugs: ReadonlySet<string>;
  readonly #known = new Map<string, string>();
  #first: string | null = null;

  /** `inputName`: the path of the file, as far as it is known. */
  constructor(inputName: string) {
    const folders = inputName.split(/[\\/]/).slice(0, -1);
    this.#slugs = new Set(
      folders.filter((folder) => /^(?:-|[A-Za-z]--)./.test(folder)).map((s) => s.toLowerCase()),
    );
  }

  rootOf(cwd: string): string | null {
    const known = this.#known.get(cwd);
    if (known !== undefined) return known;
    const folder = absolutePath(cwd, null);
    if (folder === null) return null;
    this.#first ??= folder;
    const root = this.#named(folder) ?? (isInside(folder, this.#first) ? this.#first : folder);
    // A session has a handful of working directories; a hostile file must not grow the memory.
    if (this.#known.size < 1000) this.#known.set(cwd, root);
    return root;
  }

  /** The folder itself or the nearest of its parents that the input's name is made of. */
  #named(folder: string): string | null {
    if (this.#slugs.size === 0) return null;
    for (let at = folder; at.length > 1; at = posix.dirname(at)) {
      if (this.#slugs.has(slugOf(at).toLowerCase())) return at;
      if (!at.includes('/')) return null;
    }
    return null;
  }
}

function isInside(folder: string, root: string): boolean {
  return folder === root || folder.startsWith(root.endsWith('/') ? root : `${root}/`);
}
