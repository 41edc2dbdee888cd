import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import path from 'node:path';

/** Characters that one partition gathers before they are written. */
const BUFFERED_LENGTH = 32 * 1024;

/**
 * Lines of JSON in so many files, by the hash of a key: all lines of one key stand in one file, which is small enough
 * to be held in memory where all of them are not.
 */
export class PartitionedLines {
  readonly count: number;
  readonly #folder: string;
  readonly #handles = new Map<number, FileHandle>();
  readonly #buffers: string[];
  /** Of one partition its writes follow one another. */
  readonly #writes: Promise<void>[];

  private constructor(folder: string, count: number) {
    this.#folder = folder;
    this.count = count;
    this.#buffers = Array.from({ length: count }, () => '');
    this.#writes = Array.from({ length: count }, () => Promise.resolve());
  }

  /** Makes the folder. */
  static async make(folder: string, count: number): Promise<PartitionedLines> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return new PartitionedLines(folder, count);
  }

  /** Resolves when there is room for more. */
  async add(key: string, value: unknown): Promise<void> {
    const partition = hash(key) % this.count;
    const buffered = `${this.#buffers[partition] ?? ''}${JSON.stringify(value)}\n`;
    this.#buffers[partition] = buffered;
    if (buffered.length >= BUFFERED_LENGTH) await this.#flush(partition);
  }

  /** Writes what is left and closes the files: only then they can be read. */
  async finish(): Promise<void> {
    for (let partition = 0; partition < this.count; partition++) await this.#flush(partition);
    await this.close();
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#writes);
    await Promise.all([...this.#handles.values()].map((handle) => handle.close()));
    this.#handles.clear();
  }

  /** The values of one partition, in the order in which they were added. */
  async *values(partition: number): AsyncGenerator {
    for await (const line of linesOf(this.#fileOf(partition))) yield JSON.parse(line);
  }

  async remove(partition: number): Promise<void> {
    await rm(this.#fileOf(partition), { force: true });
  }

  #flush(partition: number): Promise<void> {
    const text = this.#buffers[partition] ?? '';
    this.#buffers[partition] = '';
    const write = (this.#writes[partition] ?? Promise.resolve()).then(() => this.#append(partition, text));
    this.#writes[partition] = write;
    return write;
  }

  async #append(partition: number, text: string): Promise<void> {
    let handle = this.#handles.get(partition);
    if (handle === undefined) {
      handle = await open(this.#fileOf(partition), 'a', 0o600);
      this.#handles.set(partition, handle);
    }
    await handle.appendFile(text);
  }

  #fileOf(partition: number): string {
    return path.join(this.#folder, `${partition}.ndjson`);
  }
}

/** By line feeds alone: JSON leaves other separators of lines as they are. */
async function* linesOf(file: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 256 * 1024 })) {
    const lines = `${rest}${chunk as string}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}
