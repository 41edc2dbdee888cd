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
import { fastestRaw, recordRun } from './raw-side.js';
import { redaction } from '../redaction.js';

export interface ImportRowOptions {
  /** It is emptied before every run. */
  readonly database: BenchDatabase;
  readonly sessions: number;
  readonly seed: string;
  readonly rounds: Rounds;
}

/** The importer's transactions at a time. */
const WRITERS = 1;

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
  const { batches, result, differences } = await recordRun(database, (graph) => importFile(file, graph));
  const { newEvents: events, rejects } = result;
  const lines = await linesIn(file);
  const faults = [
    ...(events === lines && rejects.size === 0 ? [] : [`${events} of ${lines} events were stored`]),
    ...differences,
  ];
  const raw = await fastestRaw(database, batches, WRITERS);
  const ours = {
    name: 'importer',
    before: () => database.empty(),
    run: () => importFile(file, database.graph),
  };
  const comparison = await comparePairs(ours, raw, rounds);
  await database.empty();
  return {
    question: `import of ${events.toLocaleString('en-US')} native events of ${sessions} sessions into an empty graph`,
    where: 'into the database',
    ours: 'importFiles',
    theirs: `UNWIND … MERGE of the same rows in the same batches, ready in memory; ${raw.name}`,
    comparison,
    items: { count: events, name: 'events' },
    invalid: faults.length === 0 ? null : faults.join('; '),
    notes: [
      'ours reads, checks, takes secrets out, folds, looks for what is stored and rolls up; the other side only writes; no appraisal in either',
      `${batches.length} transactions on either side`,
    ],
  };
}

async function importFile(file: string, graph: Graph): Promise<ImportSummary> {
  const files = await inputFiles([file]);
  return importFiles(files, { graph, redaction, adapters: [nativeEvents], now: () => HISTORY_ENDS_AT });
}

async function linesIn(file: string): Promise<number> {
  let lines = 0;
  for await (const chunk of createReadStream(file))
    lines += (chunk as Buffer).toString('latin1').split('\n').length - 1;
  return lines;
}
