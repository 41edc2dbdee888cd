import { type FileHandle, open } from 'node:fs/promises';

/** What a field of the importer's CSV can hold. Null and an empty list leave the property out. */
export type CsvValue = string | number | boolean | null | readonly string[];

/** Stands between the elements of a list: no key, path or name holds it but by intent. */
export const LIST_SEPARATOR = '\u001F';

const BUFFERED_LENGTH = 256 * 1024;

/** A file of Neo4j's importer: the header first, every text quoted. */
export class CsvFile {
  readonly #handle: FileHandle;
  #buffer: string;
  /** Of the longest row, in bytes: the importer has to be told. */
  longestRow = 0;

  private constructor(handle: FileHandle, header: string) {
    this.#handle = handle;
    this.#buffer = `${header}\n`;
  }

  static async make(file: string, header: readonly string[]): Promise<CsvFile> {
    return new CsvFile(await open(file, 'wx', 0o600), header.join(','));
  }

  async add(values: readonly CsvValue[]): Promise<void> {
    const row = values.map(field).join(',');
    // A character of UTF-16 is at most three bytes of UTF-8: most rows need not be measured.
    if (row.length * 3 > this.longestRow) this.longestRow = Math.max(this.longestRow, Buffer.byteLength(row));
    this.#buffer += `${row}\n`;
    if (this.#buffer.length >= BUFFERED_LENGTH) await this.#flush();
  }

  async finish(): Promise<void> {
    await this.#flush();
    await this.close();
  }

  async close(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
  }

  async #flush(): Promise<void> {
    const text = this.#buffer;
    this.#buffer = '';
    await this.#handle.appendFile(text);
  }
}

function field(value: CsvValue): string {
  if (value === null) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return quoted(value);
  return value.length === 0 ? '' : quoted(value.join(LIST_SEPARATOR));
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
