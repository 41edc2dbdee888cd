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
