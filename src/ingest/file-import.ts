import type { Reject, RuntrailEvent } from '../events/event.js';
import { digest } from '../events/ids.js';
import { importedFiles } from '../graph/catalogue/read.generated.js';
import { mergeImportedFiles, type MergeImportedFilesParams } from '../graph/catalogue/write.generated.js';
import type { Graph } from '../graph/graph.js';
import type { SensitivityRules } from '../sensitivity/sensitivity-rules.js';
import type { SourceAdapter } from '../sources/source.js';
import { BatchWriter, type BatchOutcome } from './batch-writer.js';
import { bytesOf, headOf, type InputFile } from './input-files.js';
import type { Redaction } from './redaction.js';
import { unknownFormatReason } from './unknown-format.js';

/** Raised when a reader's results change, so that files read by the older one are read again. */
const READER_VERSION = 1;
const BATCH_EVENTS = 2_000;
const BATCH_PAYLOAD_BYTES = 4 * 1024 * 1024;

type ImportedFileRow = MergeImportedFilesParams['rows'][number];

export interface ImportSummary {
  files: number;
  /** Files that an earlier import had read to the end and that have not changed since. */
  unchangedFiles: number;
  bytes: number;
  /** Files by format; files of no known format stand under `unknown`. */
  readonly formats: Map<string, number>;
  readonly sessions: Set<string>;
  newEvents: number;
  changedEvents: number;
  duplicates: number;
  newRejects: number;
  /** Rejects by code, whether new or listed before. */
  readonly rejects: Map<string, number>;
  /** Lines that carry nothing to store, by name. */
  readonly skips: Map<string, number>;
}

export interface ImportOptions {
  readonly graph: Graph;
  readonly redaction: Redaction;
  /** Default: what is built in. */
  readonly sensitivity?: SensitivityRules;
  /** In the order in which they are asked whether they recognise a file. */
  readonly adapters: readonly SourceAdapter[];
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Reads unchanged files as well. */
  readonly again?: boolean;
  readonly onProgress?: (progress: { readonly bytes: number; readonly events: number }) => void;
}

/**
 * Imports files: each is given to the adapter that recognises it, and its events are written in batches. What cannot
 * be read becomes a reject. A run that was interrupted is resumed by running it again: files that were read to the end
 * are passed over, and events that are stored already change nothing. Throws as `Graph.write` does.
 */
export async function importFiles(
  files: readonly InputFile[],
  options: ImportOptions,
): Promise<ImportSummary> {
  const run = new ImportRun(options);
  const todo = options.again === true ? [...files] : await run.passOverUnchanged(files);
  for (const file of todo) await run.importFile(file);
  await run.finish();
  return run.summary;
}

/** What is gathered until it is worth a transaction: events of one or many files, and the files that end in it. */
interface Gathered {
  readonly events: RuntrailEvent[];
  readonly rejects: Reject[];
  readonly files: ImportedFileRow[];
  payloadBytes: number;
}

function nothingGathered(): Gathered {
  return { events: [], rejects: [], files: [], payloadBytes: 0 };
}

class ImportRun {
  readonly summary: ImportSummary = {
    files: 0,
    unchangedFiles: 0,
    bytes: 0,
    formats: new Map(),
    sessions: new Set(),
    newEvents: 0,
    changedEvents: 0,
    duplicates: 0,
    newRejects: 0,
    rejects: new Map(),
    skips: new Map(),
  };
  readonly #options: ImportOptions;
  readonly #writer: BatchWriter;
  #gathered = nothingGathered();
  /**
   * The write under way, while the next batch is read: one at a time. Several that share busy files and hosts lock these
   * in the order of their sessions, and end in deadlocks more often than they save time.
   */
  #writing: Promise<void> = Promise.resolve();
  #events = 0;

  constructor(options: ImportOptions) {
    this.#options = options;
    this.#writer = new BatchWriter(options.graph, options);
  }

  async passOverUnchanged(files: readonly InputFile[]): Promise<InputFile[]> {
    const rows = await this.#options.graph.read(
      importedFiles,
      { keys: files.map(fileKey) },
      { timeoutMs: 60_000 },
    );
    const known = new Map(rows.map((row) => [row.key, row]));
    return files.filter((file) => {
      const row = known.get(fileKey(file));
      const isUnchanged =
        row?.sizeBytes === file.sizeBytes &&
        row.modifiedAt === file.modifiedAt &&
        this.#readers().has(row.reader);
      if (isUnchanged) {
        this.summary.unchangedFiles++;
        this.#onBytes(file.sizeBytes);
      }
      return !isUnchanged;
    });
  }

  async importFile(file: InputFile): Promise<void> {
    const receivedAt = this.#options.now();
    const head = await headOf(file);
    const adapter = this.#options.adapters.find((candidate) => candidate.recognises(head));
    this.summary.files++;
    count(this.summary.formats, adapter?.format ?? 'unknown');
    if (adapter === undefined) {
      this.#onBytes(file.sizeBytes);
      this.#reject(unknownFormat(file, head));
    } else {
      await this.#readWith(adapter, file, receivedAt);
    }
    this.#gathered.files.push({
      key: fileKey(file),
      path: file.path,
      sizeBytes: file.sizeBytes,
      modifiedAt: file.modifiedAt,
      reader: adapter === undefined ? this.#unknownReader() : readerName(adapter.format),
      importedAt: receivedAt,
    });
    await this.#flushIfFull();
  }

  /** Writes what is left. */
  async finish(): Promise<void> {
    await this.#flush();
    await this.#writing;
  }

  async #readWith(adapter: SourceAdapter, file: InputFile, receivedAt: number): Promise<void> {
    const chunks = bytesOf(file, (bytes) => this.#onBytes(bytes));
    for await (const item of adapter.read({ name: file.path, receivedAt, chunks })) {
      switch (item.kind) {
        case 'event':
          this.#gathered.events.push(item.event);
          this.#gathered.payloadBytes += item.event.payload?.length ?? 0;
          break;
        case 'reject':
          this.#reject(item.reject);
          break;
        case 'skip':
          count(this.summary.skips, item.name);
          break;
        default:
          item satisfies never;
      }
      await this.#flushIfFull();
    }
  }

  #reject(reject: Reject): void {
    this.#gathered.rejects.push(reject);
    count(this.summary.rejects, reject.code);
  }

  async #flushIfFull(): Promise<void> {
    const { events, rejects, files, payloadBytes } = this.#gathered;
    if (
      events.length + rejects.length + files.length >= BATCH_EVENTS ||
      payloadBytes >= BATCH_PAYLOAD_BYTES
    ) {
      await this.#flush();
    }
  }

  /** Waits for the write under way and begins the next. Its failure is thrown by the flush after it. */
  async #flush(): Promise<void> {
    await this.#writing;
    const batch = this.#gathered;
    this.#gathered = nothingGathered();
    this.#writing = this.#write(batch);
    // Looked at in the next flush: until then a failure is not an unhandled one.
    this.#writing.catch(() => undefined);
  }

  /** Writes a batch, and only then notes the files that end in it: all before them has been written. */
  async #write({ events, rejects, files }: Gathered): Promise<void> {
    if (events.length > 0 || rejects.length > 0) {
      this.#add(await this.#writer.write({ events, rejects, receivedAt: this.#options.now() }));
      this.#events += events.length;
      this.#report();
    }
    if (files.length > 0)
      await this.#options.graph.write((tx) => tx.run(mergeImportedFiles, { rows: files }));
  }

  #add(outcome: BatchOutcome): void {
    this.summary.newEvents += outcome.newEvents;
    this.summary.changedEvents += outcome.changedEvents;
    this.summary.duplicates += outcome.duplicates;
    this.summary.newRejects += outcome.newRejects;
    for (const session of outcome.sessions) this.summary.sessions.add(session);
  }

  #onBytes(bytes: number): void {
    this.summary.bytes += bytes;
    this.#report();
  }

  #report(): void {
    this.#options.onProgress?.({ bytes: this.summary.bytes, events: this.#events });
  }

  #readers(): Set<string> {
    return new Set([
      ...this.#options.adapters.map((adapter) => readerName(adapter.format)),
      this.#unknownReader(),
    ]);
  }

  /** A file of no known format is looked at again once the product reads more formats. */
  #unknownReader(): string {
    return readerName(`none of ${this.#options.adapters.map((adapter) => adapter.format).join(', ')}`);
  }
}

function readerName(format: string): string {
  return `${format}@${READER_VERSION}`;
}

function fileKey(file: InputFile): string {
  return digest('file', file.path);
}

function unknownFormat(file: InputFile, head: string): Reject {
  return {
    source: file.path,
    position: null,
    code: 'UNKNOWN_FORMAT',
    reason: unknownFormatReason(head),
    excerpt: head.slice(0, 200),
  };
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
