import { posix } from 'node:path';

const DRIVE = /^[A-Za-z]:(?=[\\/]|$)/;
const UNC = /^\\\\[^\\]/;

/** True for a path as Windows writes it: a drive letter or a network share. */
function isWindows(path: string): boolean {
  return DRIVE.test(path) || UNC.test(path);
}

/**
 * The absolute path that a client meant: relative ones from `cwd`, `~` from the home folder that `cwd` shows, `.`,
 * `..` and repeated slashes resolved, and on Windows `/` for `\` and the drive letter in upper case (the client
 * writes both `c:\` and `C:\` for one folder). Null where it names no file or stays relative.
 */
export function absolutePath(path: string, cwd: string | null): string | null {
  if (path === '' || path.length > 4096 || path.includes('\0')) return null;
  if (isWindows(path)) return normalised(path);
  const home = homeFolder(cwd);
  if (path === '~' || path.startsWith('~/'))
    return home === null ? null : normalised(`${home}${path.slice(1)}`);
  if (path.startsWith('/')) return normalised(path);
  if (cwd === null || !(isWindows(cwd) || cwd.startsWith('/'))) return null;
  return normalised(isWindows(cwd) ? `${cwd}\\${path}` : `${cwd}/${path}`);
}

function normalised(path: string): string | null {
  const slashed = isWindows(path) ? path.replaceAll('\\', '/') : path;
  // posix.normalize folds the two slashes of a share into one.
  const share = isWindows(path) && slashed.startsWith('//');
  const clean = posix.normalize(slashed).replace(/^[a-z]:/, (drive) => drive.toUpperCase());
  const rooted = share ? `/${clean}` : clean;
  // More `..` than folders under a drive letter leaves nothing absolute.
  if (!/^(?:\/|[A-Z]:)/.test(rooted)) return null;
  return rooted.length > 1 && rooted.endsWith('/') && !/^[A-Z]:\/$/.test(rooted)
    ? rooted.slice(0, -1)
    : rooted;
}

const HOME = /^(?:\/Users\/|\/home\/|[A-Za-z]:[\\/]Users[\\/])([^\\/]+)/i;
const SHARED_HOMES = new Set(['shared', 'public', 'default', 'all users']);

/** The operating-system account whose home folder a path lies in: evidence of who, never an identity. */
export function accountOf(path: string | null): string | null {
  const account = path === null ? null : (HOME.exec(path)?.[1] ?? null);
  return account === null || SHARED_HOMES.has(account.toLowerCase()) ? null : account;
}

function homeFolder(path: string | null): string | null {
  return accountOf(path) === null || path === null ? null : (HOME.exec(path)?.[0] ?? null);
}

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
