import { open, readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/** A file to import. */
export interface InputFile {
  /** Absolute. */
  readonly path: string;
  readonly sizeBytes: number;
  /** Epoch milliseconds, whole. */
  readonly modifiedAt: number;
}

/** A path that was named and cannot be read. */
export class InputPathError extends Error {
  override readonly name = 'InputPathError';

  constructor(
    readonly path: string,
    problem: string,
  ) {
    super(`${path} cannot be imported: ${problem}. Name files or folders that exist and that you may read.`);
  }
}

/** Folders that hold no agent's records and may be very large. */
const PASSED_OVER = new Set(['.git', 'node_modules']);

/**
 * The regular files among and below the paths, each once, in the order of their paths, so that two runs read alike.
 * Links to folders are not followed, so no cycle is entered. Throws InputPathError for a path that was named itself.
 */
export async function inputFiles(paths: readonly string[]): Promise<InputFile[]> {
  const found = new Map<string, InputFile>();
  for (const named of paths) {
    const absolute = path.resolve(named);
    const status = await stat(absolute).catch((error: NodeJS.ErrnoException) => {
      throw new InputPathError(
        named,
        error.code === 'ENOENT' ? 'it does not exist' : `the system says ${error.code}`,
      );
    });
    if (status.isDirectory()) await gather(absolute, found);
    else if (status.isFile()) add(absolute, status, found);
    else throw new InputPathError(named, 'it is neither a file nor a folder');
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

async function gather(folder: string, found: Map<string, InputFile>): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!PASSED_OVER.has(entry.name)) await gather(full, found);
      continue;
    }
    const status = await stat(full).catch(() => null);
    if (status?.isFile() === true) add(full, status, found);
  }
}

function add(full: string, status: { size: number; mtimeMs: number }, found: Map<string, InputFile>): void {
  found.set(full, { path: full, sizeBytes: status.size, modifiedAt: Math.trunc(status.mtimeMs) });
}

const HEAD_BYTES = 64 * 1024;
const CHUNK_BYTES = 256 * 1024;

/** The beginning of a file, decoded leniently: what a format is recognised by. */
export async function headOf(file: InputFile): Promise<string> {
  const handle = await open(file.path);
  try {
    const { bytesRead, buffer } = await handle.read(
      Buffer.alloc(Math.min(HEAD_BYTES, Math.max(1, file.sizeBytes))),
      0,
    );
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** The bytes of a file in order; `onBytes` learns how many were read. Memory does not grow with the file. */
export async function* bytesOf(
  file: InputFile,
  onBytes: (count: number) => void,
): AsyncGenerator<Uint8Array> {
  const handle = await open(file.path);
  try {
    for (;;) {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(CHUNK_BYTES), 0, CHUNK_BYTES, null);
      if (bytesRead === 0) return;
      onBytes(bytesRead);
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}
