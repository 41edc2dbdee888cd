import { rejectsListed } from '../graph/catalogue/read.generated.js';
import type { Config } from '../config.js';
import { openGraph } from './open-graph.js';

/** Prints the newest rejects: where each came from, what is wrong and what to do about it. */
export async function runRejects(
  config: Config,
  options: {
    readonly first: number;
    readonly json: boolean;
    readonly out: NodeJS.WritableStream;
    readonly err: NodeJS.WritableStream;
  },
): Promise<void> {
  const opened = await openGraph(config, (line) => options.err.write(`${line}\n`));
  const { graph } = opened;
  try {
    const rows = await graph.read(rejectsListed, {
      beforeAt: Number.MAX_SAFE_INTEGER,
      beforeKey: null,
      limit: options.first,
    });
    for (const row of rows) {
      const where = row.position === null ? row.source : `${row.source}, ${row.position}`;
      options.out.write(
        options.json ? `${JSON.stringify(row)}\n` : `${row.code}  ${where}\n  ${row.reason}\n`,
      );
    }
    if (rows.length === 0 && !options.json) options.out.write('No rejects.\n');
  } finally {
    await opened.close();
  }
}
