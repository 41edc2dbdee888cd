import { posix, win32 } from 'node:path';

import type { FileMode } from './facts.js';
import { UNKNOWN } from './values.js';

export interface ResolvedPath {
  readonly path: string;
  /** False where the path is relative to a directory that is not known. */
  readonly sure: boolean;
}

const DEVICE =
  /^\/dev\/(?:null|zero|full|u?random|tty\w*|ptmx|pts\/.*|std(?:in|out|err)|fd\/.*|tcp\/.*|udp\/.*)$/;
const WINDOWS_ABSOLUTE = /^(?:[A-Za-z]:[\\/]|\\\\)/;
const MAX_PATH_LENGTH = 4096;

function isAnchored(path: string): boolean {
  return path.startsWith('/') || path.startsWith('~') || WINDOWS_ABSOLUTE.test(path);
}

/** `a/./b/../c` → `a/c`, with `~` or `~user` as a root of its own. */
function normalise(path: string): string {
  if (WINDOWS_ABSOLUTE.test(path)) return path;
  if (!path.startsWith('~')) return posix.normalize(path);
  const slash = path.indexOf('/');
  if (slash < 0) return path;
  const below = posix.normalize(path.slice(slash + 1));
  return below === '.' || below.startsWith('..') ? path : `${path.slice(0, slash)}/${below}`;
}

function join(directory: string, path: string): string {
  if (directory === '') return posix.normalize(path);
  if (WINDOWS_ABSOLUTE.test(directory)) return win32.join(directory, path);
  return normalise(`${directory.replace(/\/+$/, '')}/${path}`);
}

/** Where `cd` leads: undefined if that cannot be known. */
export function enter(directory: string | undefined, target: string): string | undefined {
  if (target.includes(UNKNOWN) || target.length > MAX_PATH_LENGTH) return undefined;
  if (isAnchored(target)) return normalise(target);
  // `C:name` is relative to a drive's own directory.
  if (directory === undefined || /^[A-Za-z]:/.test(target)) return undefined;
  const entered = join(directory, target);
  return entered.length > MAX_PATH_LENGTH ? undefined : entered;
}

/** The file that a word names, seen from a directory; undefined for devices, `-` and directories. */
export function resolvePath(
  text: string,
  directory: string | undefined,
  mode: FileMode,
): ResolvedPath | undefined {
  const local = /^file:\/\/(?:localhost)?(\/.*)$/is.exec(text)?.[1] ?? text;
  if (local === '' || local === '-' || local.length > MAX_PATH_LENGTH || local.includes(UNKNOWN))
    return undefined;
  if (/[\n\r\0]/.test(local) || DEVICE.test(posix.normalize(local)) || local.toLowerCase() === 'nul')
    return undefined;
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(local)) return undefined;
  const whole = isAnchored(local)
    ? { path: normalise(local), sure: true }
    : directory === undefined
      ? { path: posix.normalize(local), sure: false }
      : { path: join(directory, local), sure: true };
  if (/^(?:\.\.?|(?:.*\/)?\.\.|~[^/]*|\/)\/?$/.test(whole.path) || /^\.{1,2}\/?$/.test(local))
    return undefined;
  if (!whole.path.endsWith('/')) return whole;
  // What ends in a slash is a directory: it can be removed, yet is neither read nor written as a file.
  return mode === 'DELETE' ? { path: whole.path.replace(/\/+$/, ''), sure: whole.sure } : undefined;
}

export function baseName(path: string): string {
  const end = path.slice(-MAX_PATH_LENGTH).replace(/[\\/]+$/, '');
  return end.slice(Math.max(end.lastIndexOf('/'), end.lastIndexOf('\\')) + 1);
}
