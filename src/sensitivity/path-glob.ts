import picomatch from 'picomatch';

/**
 * Globs over recorded paths. One without a slash is matched against the file's name; one that ends in `/**` against
 * any folder of that name; any other against as many of the path's last parts as it has itself. One that begins with a
 * slash is matched from the beginning of the path. Letter case never matters.
 */

export const isFolderGlob = (glob: string): boolean => glob.endsWith('/**');
export const isTailGlob = (glob: string): boolean => glob.includes('/') && !isFolderGlob(glob);
export const isFileNameGlob = (glob: string): boolean => !glob.includes('/');

/** Longer paths and names are judged by their end: no file system takes them, so nothing real is lost. */
const MAX_PATH_CHARACTERS = 4096;
const MAX_NAME_CHARACTERS = 255;

/** One kind of slash, and no empty or `.` parts. */
export function normalisedPath(path: string): string {
  const end = path.length > MAX_PATH_CHARACTERS ? path.slice(-MAX_PATH_CHARACTERS) : path;
  const slashed = end.replaceAll('\\', '/').replaceAll(/\/(?:\.?\/)+/g, '/');
  return slashed.length > 1 && slashed.endsWith('/') ? slashed.slice(0, -1) : slashed;
}

export function fileNameOf(normalised: string): string {
  return normalised.slice(normalised.lastIndexOf('/') + 1).slice(-MAX_NAME_CHARACTERS);
}

/** The body of the expression that picomatch makes of a glob, without its anchors. */
function bodyOf(glob: string): string {
  const source = picomatch.makeRe(glob, { dot: true, fastpaths: false }).source;
  return source.replace(/^\^/, '').replace(/\$$/, '');
}

export function fileNamesOf(globs: readonly string[]): RegExp | null {
  return globs.length === 0 ? null : new RegExp(`^(?:${globs.map(bodyOf).join('|')})$`, 'i');
}

export function tailsOf(globs: readonly string[]): RegExp | null {
  return globs.length === 0 ? null : new RegExp(`(?:^|/)(${globs.map(bodyOf).join('|')})$`, 'i');
}

export function foldersOf(globs: readonly string[]): RegExp | null {
  const folders = globs.map((glob) => bodyOf(glob.slice(0, -'/**'.length)));
  return folders.length === 0 ? null : new RegExp(`(?:^|/)((?:${folders.join('|')})/.+)$`, 'i');
}

/** What matches one glob: gives the part of a normalised path that it matched, or null. */
export function globMatcher(glob: string): (normalised: string) => string | null {
  if (isFileNameGlob(glob)) {
    const names = fileNamesOf([glob]);
    return (path) => (names?.test(fileNameOf(path)) === true ? fileNameOf(path) : null);
  }
  if (glob.startsWith('/')) {
    const whole = new RegExp(`^/?${bodyOf(glob.slice(1))}$`, 'i');
    return (path) => (whole.test(path) ? path : null);
  }
  const places = isFolderGlob(glob) ? foldersOf([glob]) : tailsOf([glob]);
  return (path) => places?.exec(path)?.[1] ?? null;
}

/** A glob over a name with its own separators, such as a remote, as a whole. */
export function wholeGlob(glob: string): RegExp {
  return new RegExp(`^(?:${bodyOf(glob)})$`, 'i');
}
