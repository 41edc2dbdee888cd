import path from 'node:path';

import type { MergeImportedFilesParams, MergeRejectsParams } from '../graph/catalogue/write.generated.js';
import { mergeImportedFiles, mergeRejects } from '../graph/catalogue/write.generated.js';
import type { Graph } from '../graph/graph.js';
import { importFiles, type ImportOptions, type ImportSummary } from '../ingest/file-import.js';
import type { InputFile } from '../ingest/input-files.js';
import type { SensitivityRules } from '../sensitivity/sensitivity-rules.js';
import { OfflineCancelledError } from './bulk-errors.js';
import { capturedGraph } from './captured-graph.js';
import { finishSessions } from './finish-graph.js';
import { makeStore, type ManagedConfig, replaceEmptyStore, type Workspace } from './managed-store.js';
import { factsBySession, mergeFacts, writeSessionCsv } from './merged-facts.js';
import { PartitionedLines } from './partitioned-lines.js';
import { StoreCsv } from './store-csv.js';

export interface OfflineImportOptions extends Pick<ImportOptions, 'redaction' | 'adapters' | 'now'> {
  readonly sensitivity: SensitivityRules;
  /** Starts the database of a home folder, with its schema and the sensitivity rules. */
  readonly open: (homeFolder: string) => Promise<{ readonly graph: Graph; close(): Promise<void> }>;
  readonly report: (progress: string) => void;
  readonly signal?: AbortSignal | undefined;
}

export interface OfflineImportSummary {
  readonly files: number;
  readonly bytes: number;
  /** Files by format; files of no known format stand under `unknown`. */
  readonly formats: ReadonlyMap<string, number>;
  /** Sessions and subagents with events. */
  readonly sessions: number;
  readonly events: number;
  readonly records: number;
  /** By code. */
  readonly rejects: ReadonlyMap<string, number>;
  /** Lines that carry nothing to store, by name. */
  readonly skips: ReadonlyMap<string, number>;
}

/** Of the input for each partition; what one holds in memory is a few times as much. */
const PARTITION_BYTES = 16 * 1024 * 1024;
const MOST_PARTITIONS = 512;
/** The partitions, the CSV and the store exist at one time, each of about the size of the input. */
const COPIES = 4;
const NEW_STORE_MB = 500;
const ROWS_AT_A_TIME = 1_000;
const WRITE_TIMEOUT_MS = 120_000;

/**
 * Imports files into an empty graph while its server is stopped: the same graph as `importFiles` makes. Events are
 * sorted on disk by what belongs together, so that memory does not grow with the input. Throws what
 * `replaceEmptyStore` and `makeStore` throw, and OfflineCancelledError; then the database is as it was.
 */
export async function importOffline(
  config: ManagedConfig,
  files: readonly InputFile[],
  options: OfflineImportOptions,
): Promise<OfflineImportSummary> {
  const totalBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const neededMb = NEW_STORE_MB + Math.ceil((totalBytes * COPIES) / 1_048_576);
  const { report, signal } = options;
  try {
    return await replaceEmptyStore(config, { report, signal, neededMb }, (workspace) =>
      new OfflineImport(config, workspace, options).run(files, totalBytes),
    );
  } catch (error) {
    throw signal?.aborted === true ? new OfflineCancelledError({ cause: error }) : error;
  }
}

class OfflineImport {
  readonly #config: ManagedConfig;
  readonly #workspace: Workspace;
  readonly #options: OfflineImportOptions;

  constructor(config: ManagedConfig, workspace: Workspace, options: OfflineImportOptions) {
    this.#config = config;
    this.#workspace = workspace;
    this.#options = options;
  }

  async run(files: readonly InputFile[], totalBytes: number): Promise<OfflineImportSummary> {
    const count = Math.min(MOST_PARTITIONS, Math.ceil(totalBytes / PARTITION_BYTES) + 1);
    const { csv: csvFolder, parts, home } = this.#workspace;
    const records = await PartitionedLines.make(path.join(parts, 'records'), count);
    const sessions = await PartitionedLines.make(path.join(parts, 'sessions'), count);
    const rejects = await PartitionedLines.make(path.join(parts, 'rejects'), 1);
    const notes = await PartitionedLines.make(path.join(parts, 'files'), 1);
    const csv = await StoreCsv.make(csvFolder);
    try {
      const read = await this.#read(files, { records, rejects, notes });
      const merged = await this.#merge(records, sessions, csv);
      await csv.finish();
      this.#say('Making the store');
      await makeStore(this.#config, home, csv.options(), this.#options);
      const withEvents = await this.#finish({ sessions, rejects, notes });
      return {
        files: read.files,
        bytes: read.bytes,
        formats: read.formats,
        rejects: read.rejects,
        skips: read.skips,
        ...merged,
        sessions: withEvents,
      };
    } finally {
      for (const lines of [records, sessions, rejects, notes]) await lines.close();
      await csv.close();
    }
  }

  async #read(
    files: readonly InputFile[],
    { records, rejects, notes }: Record<'records' | 'rejects' | 'notes', PartitionedLines>,
  ): Promise<ImportSummary> {
    const { redaction, sensitivity, adapters, now, signal } = this.#options;
    const graph = capturedGraph({
      record: (row) => {
        signal?.throwIfAborted();
        return records.add(row.event, row);
      },
      reject: (row) => rejects.add(row.key, row),
      file: (row) => notes.add(row.key, row),
    });
    const summary = await importFiles(files, {
      graph,
      redaction,
      sensitivity,
      adapters,
      now,
      again: true,
    });
    for (const lines of [records, rejects, notes]) await lines.finish();
    return summary;
  }

  async #merge(
    records: PartitionedLines,
    sessions: PartitionedLines,
    csv: StoreCsv,
  ): Promise<{ readonly events: number; readonly records: number }> {
    this.#say('Merging what was read');
    let events = 0;
    let distinct = 0;
    for (let partition = 0; partition < records.count; partition++) {
      this.#options.signal?.throwIfAborted();
      const merged = await mergeFacts(records.values(partition), { sessions, csv });
      events += merged.facts;
      distinct += merged.records;
      await records.remove(partition);
    }
    await sessions.finish();
    for (let partition = 0; partition < sessions.count; partition++) {
      this.#options.signal?.throwIfAborted();
      const facts = await factsBySession(sessions.values(partition));
      await writeSessionCsv(facts, csv, this.#options.sensitivity);
    }
    return { events, records: distinct };
  }

  /** Starts the server on the new store and writes what the files leave out. Gives the number of sessions with events. */
  async #finish({
    sessions,
    rejects,
    notes,
  }: Record<'sessions' | 'rejects' | 'notes', PartitionedLines>): Promise<number> {
    const opened = await this.#options.open(this.#workspace.home);
    const { graph } = opened;
    try {
      this.#say('Writing what sessions are related to');
      let withEvents = 0;
      for (let partition = 0; partition < sessions.count; partition++) {
        this.#options.signal?.throwIfAborted();
        const facts = await factsBySession(sessions.values(partition));
        await finishSessions(graph, facts, this.#options.sensitivity);
        withEvents += [...facts.values()].filter((ofSession) => ofSession.length > 0).length;
      }
      // Of the same reject the first holds, as everywhere.
      // Of the same reject the first holds, as in every import.
      for await (const page of pagesOf(rejects.values(0))) {
        const rows = page as MergeRejectsParams['rows'];
        await graph.write((tx) => tx.run(mergeRejects, { rows }), { timeoutMs: WRITE_TIMEOUT_MS });
      }
      for await (const page of pagesOf(notes.values(0))) {
        const rows = page as MergeImportedFilesParams['rows'];
        await graph.write((tx) => tx.run(mergeImportedFiles, { rows }), { timeoutMs: WRITE_TIMEOUT_MS });
      }
      return withEvents;
    } finally {
      await opened.close();
    }
  }

  #say(progress: string): void {
    this.#options.signal?.throwIfAborted();
    this.#options.report(progress);
  }
}

async function* pagesOf(values: AsyncIterable<unknown>): AsyncGenerator<readonly unknown[]> {
  let page: unknown[] = [];
  for await (const value of values) {
    page.push(value);
    if (page.length < ROWS_AT_A_TIME) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}
