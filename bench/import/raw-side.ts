import type { Graph } from '../../src/graph/graph.js';
import type { BenchDatabase } from '../bench-database.js';
import { fastestOf, type Side } from '../measure.js';
import { type RawBatch, rawBatches, writeRaw } from './raw-writes.js';
import { type RecordedTransaction, recordingGraph } from './recorded-writes.js';

export interface RecordedRun<T> {
  readonly batches: readonly RawBatch[];
  readonly result: T;
  /** Kinds of which the two sides leave different numbers; empty where they do the same. */
  readonly differences: readonly string[];
}

/** Notes the rows of one run, then checks that both sides leave as many nodes and relationships of each kind. */
export async function recordRun<T>(
  database: BenchDatabase,
  run: (graph: Graph) => Promise<T>,
): Promise<RecordedRun<T>> {
  await database.empty();
  const transactions: RecordedTransaction[] = [];
  const result = await run(recordingGraph(database.graph, transactions));
  const batches = rawBatches(transactions);
  const ours = await database.countsByKind();
  // The importer's notes of what it has read, which are no part of the graph.
  ours.delete('ImportedFile');
  await database.empty();
  await writeRaw(database.driver, database.address.database, batches, 1);
  const theirs = await database.countsByKind();
  const kinds = [...new Set([...ours.keys(), ...theirs.keys()])].sort();
  const differences = kinds
    .filter((kind) => ours.get(kind) !== theirs.get(kind))
    .map((kind) => `${kind}: ${ours.get(kind) ?? 0} against ${theirs.get(kind) ?? 0}`);
  return { batches, result, differences };
}

/** Raw writing with one transaction at a time, or with as many as ours has: whichever is faster here. */
export async function fastestRaw(
  database: BenchDatabase,
  batches: readonly RawBatch[],
  writers: number,
): Promise<Side> {
  const sides = [1, writers].map((count): Side => ({
    name: `raw, ${count} at a time`,
    before: () => database.empty(),
    run: () => writeRaw(database.driver, database.address.database, batches, count),
  }));
  return fastestOf(sides, { warmUp: 1, counted: 2 });
}
