import type { Config } from '../config.js';
import { eventLines } from '../export/event-lines.js';
import { graphLines } from '../export/graph-lines.js';
import { writeLinesToFile, writeLinesToStream, type Written } from '../export/write-lines.js';
import { openGraph } from './open-graph.js';

export interface ExportCommandOptions {
  /** Native events instead of nodes and relationships. */
  readonly events: boolean;
  readonly withoutReceiveTimes: boolean;
  /** A file to write; absent: `stdout`. */
  readonly file?: string;
  readonly stdout: NodeJS.WritableStream;
  /** Where progress and the summary go. */
  readonly err: NodeJS.WritableStream;
  /** Ends the export, and leaves no file behind. */
  readonly signal: AbortSignal;
}

/**
 * Writes the graph as lines of JSON. Resolves when all of it is written; throws ExportTargetError, ExportCutShortError,
 * and what opening and reading the graph throws.
 */
export async function runExport(config: Config, options: ExportCommandOptions): Promise<void> {
  const { err, signal } = options;
  const opened = await openGraph(config, (line) => err.write(`${line}\n`), signal);
  try {
    const lines = options.events
      ? eventLines(opened.graph)
      : graphLines(opened.graph, { withoutReceiveTimes: options.withoutReceiveTimes });
    const written =
      options.file === undefined
        ? await writeLinesToStream(lines, options.stdout, signal)
        : await writeLinesToFile(lines, options.file, signal);
    err.write(`${summary(written, options)}\n`);
  } finally {
    await opened.close();
  }
}

function summary({ lines, bytes }: Written, { events, file }: ExportCommandOptions): string {
  const what = events ? 'records of events' : 'lines';
  return `${lines} ${what} (${(bytes / 1e6).toFixed(1)} MB)${file === undefined ? '' : ` in ${file}`}`;
}
