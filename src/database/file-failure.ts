import { mkdir, statfs } from 'node:fs/promises';

import { DatabaseUnavailableError, DiskFullError, FolderUnusableError } from './database-errors.js';

/** The system's code of a failed call, such as `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Creates a folder that only its owner may enter, with its parents, and leaves one that exists as it is. */
export async function makePrivateFolder(folder: string): Promise<void> {
  await inFolder(folder, 'a folder', () => mkdir(folder, { recursive: true, mode: 0o700 }));
}

/**
 * Runs file work and turns what the disk or its permissions refuse into an error that names the folder.
 *
 * @param doing what the room is needed for, as in "no room for …"
 */
export async function inFolder<T>(folder: string, doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DatabaseUnavailableError) throw error;
    const code = errorCode(error);
    if (code === 'ENOSPC' || code === 'EDQUOT') throw new DiskFullError(folder, doing, { cause: error });
    const detail = unusable.get(code ?? '');
    if (detail !== undefined) throw new FolderUnusableError(folder, detail, { cause: error });
    throw error;
  }
}

const unusable: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'permission is denied'],
  ['EPERM', 'the operation is not permitted'],
  ['EROFS', 'the file system is read-only'],
  ['ENOTDIR', 'a part of its path is a file'],
  ['EEXIST', 'there is a file of that name'],
  ['ENAMETOOLONG', 'the path is too long'],
  ['ELOOP', 'its symbolic links run in a circle'],
]);

/**
 * Refuses early what would otherwise fail half-way, with a store or a download that is torn.
 *
 * @throws DiskFullError when less than `neededMb` is free on the folder's file system
 */
export async function requireSpace(folder: string, neededMb: number, doing: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const freeMb = Math.floor((bavail * bsize) / 1_048_576);
  if (freeMb < neededMb)
    throw new DiskFullError(folder, `${doing} (${neededMb} MB needed, ${freeMb} MB free)`);
}
