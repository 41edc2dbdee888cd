import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import type { Graph } from '../../src/graph/graph.js';
import { importFiles, type ImportSummary } from '../../src/ingest/file-import.js';
import { inputFiles } from '../../src/ingest/input-files.js';
import { nativeEvents } from '../../src/sources/native/native-events.js';
import type { BenchDatabase } from '../bench-database.js';
import { HISTORY_ENDS_AT } from '../company/company.js';
import { nativeLines } from '../company/native-lines.js';
import { sessionPlans } from '../company/session-plans.js';
import { comparePairs, type Rounds } from '../measure.js';
import type { RowResult } from '../report.js';
import { type RawBatch, rawBatches, writeRaw } from './raw-writes.js';
import { type RecordedTransaction, recordingGraph } from './recorded-writes.js';
import { redaction } from '../redaction.js';

export interface ImportRowOptions {
  /** It is emptied before every run. */
  readonly database: BenchDatabase;
  readonly sessions: number;
  readonly seed: string;
  readonly rounds: Rounds;
}

/** Events a second from a file of native events, against writing the same rows with plain statements. */
export async function measureImport(options: ImportRowOptions): Promise<RowResult> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'runtrail-bench-events-'));
  try {
    const file = path.join(folder, 'events.ndjson');
    const { sessions, seed } = options;
    await pipeline(Readable.from(nativeLines(sessionPlans({ sessions, seed }))), createWriteStream(file));
    return await measureFile(file, options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureFile(
  file: string,
  { database, sessions, rounds }: ImportRowOptions,
): Promise<RowResult> {
  const { driver, address } = database;
  const { batches, events, invalid } = await record(file, database);
  const comparison = await comparePairs(
    { name: 'importer', before: () => database.empty(), run: () => importFile(file, database.graph) },
    { name: 'raw', before: () => database.empty(), run: () => writeRaw(driver, address.database, batches) },
    rounds,
  );
  await database.empty();
  return {
    question: `import of ${events.toLocaleString('en-US')} native events of ${sessions} sessions into an empty graph`,
    where: 'into the database',
    ours: 'importFiles',
    theirs: 'UNWIND … MERGE of the same rows in the same batches, ready in memory',
    comparison,
    items: { count: events, name: 'events' },
    invalid,
    notes: [
      'ours reads, checks, folds, looks for what is stored and rolls up; the other side only writes; no appraisal in either',
      `${batches.length} transactions on either side`,
    ],
  };
}

async function importFile(file: string, graph: Graph): Promise<ImportSummary> {
  const files = await inputFiles([file]);
  return importFiles(files, { graph, redaction, adapters: [nativeEvents], now: () => HISTORY_ENDS_AT });
}

interface Recorded {
  readonly batches: readonly RawBatch[];
  readonly events: number;
  readonly invalid: string | null;
}

/** Imports once and notes the rows; then checks that both sides leave as many nodes and relationships of each kind. */
async function record(file: string, database: BenchDatabase): Promise<Recorded> {
  await database.empty();
  const transactions: RecordedTransaction[] = [];
  const { newEvents, rejects } = await importFile(file, recordingGraph(database.graph, transactions));
  const batches = rawBatches(transactions);
  const ours = await database.countsByKind();
  const lines = await linesIn(file);
  await database.empty();
  await writeRaw(database.driver, database.address.database, batches);
  const theirs = await database.countsByKind();
  ours.delete('ImportedFile');
  const kinds = [...new Set([...ours.keys(), ...theirs.keys()])].sort();
  const different = kinds.filter((kind) => ours.get(kind) !== theirs.get(kind));
  const faults = [
    ...(newEvents === lines && rejects.size === 0 ? [] : [`${newEvents} of ${lines} events were stored`]),
    ...different.map((kind) => `${kind}: ${ours.get(kind) ?? 0} against ${theirs.get(kind) ?? 0}`),
  ];
  return { batches, events: newEvents, invalid: faults.length === 0 ? null : faults.join('; ') };
}

async function linesIn(file: string): Promise<number> {
  let lines = 0;
  for await (const chunk of createReadStream(file))
    lines += (chunk as Buffer).toString('latin1').split('\n').length - 1;
  return lines;
}
