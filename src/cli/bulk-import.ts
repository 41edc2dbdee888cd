import { importOffline, type OfflineImportSummary } from '../bulk/offline-import.js';
import { managedOnly } from '../bulk/managed-store.js';
import type { Config } from '../config.js';
import { inputFiles } from '../ingest/input-files.js';
import { SOURCES } from '../sources/sources.js';
import { openGraph } from './open-graph.js';
import { openRedaction } from './redaction.js';
import { applySensitivity, openSensitivity } from './sensitivity.js';

export interface BulkImportOptions {
  readonly json: boolean;
  readonly now: () => number;
  /** Where the summary goes. */
  readonly out: NodeJS.WritableStream;
  /** Where progress goes. */
  readonly err: NodeJS.WritableStream;
  /** Ends the import; the database is then as it was. */
  readonly signal: AbortSignal;
}

/**
 * Loads files and folders into the managed database while it is empty and stopped, and leaves it stopped; the service
 * appraises what is there when it next starts. Throws what `importOffline` throws.
 */
export async function runBulkImport(
  config: Config,
  paths: readonly string[],
  options: BulkImportOptions,
): Promise<void> {
  const managed = managedOnly(config);
  const files = await inputFiles(paths);
  const sensitivity = await openSensitivity(config);
  const redaction = await openRedaction(config);
  const { now, signal } = options;
  const report = (line: string): void => void options.err.write(`${line}\n`);
  const startedAt = Date.now();
  report(`Reading ${files.length} files`);
  const summary = await importOffline(managed, files, {
    redaction,
    sensitivity,
    adapters: SOURCES,
    now,
    report,
    signal,
    open: async (homeFolder) => {
      const opened = await openGraph({ ...managed, homeFolder }, report, signal);
      await applySensitivity(opened.graph, sensitivity, report);
      return opened;
    },
  });
  const seconds = (Date.now() - startedAt) / 1000;
  options.out.write(options.json ? `${summaryJson(summary, seconds)}\n` : summaryText(summary, seconds));
}

function summaryText(summary: OfflineImportSummary, seconds: number): string {
  const { files, bytes, sessions, events, records } = summary;
  const lines = [
    `${files} files read (${(bytes / 1e6).toFixed(1)} MB) in ${seconds.toFixed(1)} s`,
    ...counted(summary.formats).map(([format, count]) => `  ${count} ${format}`),
    `${sessions} sessions and subagents, ${events} events of ${records} records`,
    `${total(summary.rejects)} rejects${summary.rejects.size > 0 ? ' (list them with: runtrail rejects)' : ''}`,
    ...counted(summary.rejects).map(([code, count]) => `  ${count} ${code}`),
    `${total(summary.skips)} lines that carry nothing to store`,
    ...counted(summary.skips).map(([name, count]) => `  ${count} ${name}`),
    'The service appraises all of it when it starts: runtrail serve',
  ];
  return `${lines.join('\n')}\n`;
}

function summaryJson(summary: OfflineImportSummary, seconds: number): string {
  return JSON.stringify({
    ...summary,
    seconds,
    formats: Object.fromEntries(counted(summary.formats)),
    rejects: Object.fromEntries(counted(summary.rejects)),
    skips: Object.fromEntries(counted(summary.skips)),
  });
}

function counted(counts: ReadonlyMap<string, number>): [string, number][] {
  return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
}

function total(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
