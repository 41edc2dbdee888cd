import { SingleBar } from 'cli-progress';

import { Appraiser } from '../appraisal/appraiser.js';
import type { Config } from '../config.js';
import { importFiles, type ImportSummary } from '../ingest/file-import.js';
import { inputFiles } from '../ingest/input-files.js';
import { SOURCES } from '../sources/sources.js';
import { openGraph } from './open-graph.js';
import { openRedaction } from './redaction.js';
import { applySensitivity, openSensitivity } from './sensitivity.js';

export interface ImportCommandOptions {
  readonly again: boolean;
  readonly json: boolean;
  readonly now: () => number;
  /** Where the summary goes. */
  readonly out: NodeJS.WritableStream;
  /** Where progress goes; a bar is drawn when it is a terminal. */
  readonly err: NodeJS.WriteStream;
}

/**
 * Imports files and folders, appraises what they changed, and prints a summary. Resolves when every file was either
 * taken or listed as a reject.
 */
export async function runImport(
  config: Config,
  paths: readonly string[],
  options: ImportCommandOptions,
): Promise<void> {
  const files = await inputFiles(paths);
  const sensitivity = await openSensitivity(config);
  const redaction = await openRedaction(config);
  const say = (line: string): void => void options.err.write(`${line}\n`);
  const opened = await openGraph(config, say);
  const { graph } = opened;
  try {
    await applySensitivity(graph, sensitivity, say);
    const startedAt = Date.now();
    const bar = progressBar(
      options.err,
      files.reduce((sum, file) => sum + file.sizeBytes, 0),
    );
    let summary: ImportSummary;
    try {
      summary = await importFiles(files, {
        graph,
        redaction,
        sensitivity,
        adapters: SOURCES,
        now: options.now,
        again: options.again,
        onProgress: ({ bytes, events }) => bar.update(bytes, { events, rate: perSecond(events, startedAt) }),
      });
    } finally {
      bar.stop();
    }
    await new Appraiser(graph, { clock: options.now }).drain();
    const seconds = (Date.now() - startedAt) / 1000;
    options.out.write(options.json ? `${summaryJson(summary, seconds)}\n` : summaryText(summary, seconds));
  } finally {
    await opened.close();
  }
}

interface Bar {
  update(bytes: number, payload: { events: number; rate: number }): void;
  stop(): void;
}

function progressBar(stream: NodeJS.WriteStream, totalBytes: number): Bar {
  if (!stream.isTTY) return { update: () => undefined, stop: () => undefined };
  const bar = new SingleBar({
    stream,
    format:
      '{bar} {percentage}% | {megabytes} of {totalMegabytes} MB | {events} events, {rate}/s | {eta_formatted} left',
    barsize: 24,
    hideCursor: true,
    etaBuffer: 200,
  });
  const totalMegabytes = megabytes(totalBytes);
  bar.start(totalBytes, 0, { events: 0, rate: 0, megabytes: '0.0', totalMegabytes });
  return {
    update: (bytes, payload) =>
      bar.update(bytes, { ...payload, megabytes: megabytes(bytes), totalMegabytes }),
    stop: () => bar.stop(),
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

function perSecond(events: number, startedAt: number): number {
  return Math.round(events / Math.max(0.001, (Date.now() - startedAt) / 1000));
}

function summaryText(summary: ImportSummary, seconds: number): string {
  const read = summary.files;
  const lines = [
    `${read} files read (${megabytes(summary.bytes)} MB), ${summary.unchangedFiles} unchanged since an earlier import, in ${seconds.toFixed(1)} s`,
    ...counted(summary.formats).map(([format, files]) => `  ${files} ${format}`),
    `${summary.sessions.size} sessions touched`,
    `${summary.newEvents} new events, ${summary.changedEvents} changed, ${summary.duplicates} duplicate records`,
    `${total(summary.rejects)} rejects, ${summary.newRejects} of them new${summary.rejects.size > 0 ? ' (list them with: runtrail rejects)' : ''}`,
    ...counted(summary.rejects).map(([code, rejects]) => `  ${rejects} ${code}`),
    `${total(summary.skips)} lines that carry nothing to store`,
    ...counted(summary.skips).map(([name, lines_]) => `  ${lines_} ${name}`),
  ];
  return `${lines.join('\n')}\n`;
}

function summaryJson(summary: ImportSummary, seconds: number): string {
  return JSON.stringify({
    ...summary,
    seconds,
    sessions: summary.sessions.size,
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
