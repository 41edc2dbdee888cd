import type { Appraiser } from '../appraisal/appraiser.js';
import { graphIsEmpty, loadedDemo } from '../graph/catalogue/read.generated.js';
import { noteDemoLoad } from '../graph/catalogue/write.generated.js';
import type { Graph } from '../graph/graph.js';
import { BatchWriter } from '../ingest/batch-writer.js';
import type { Redaction } from '../ingest/redaction.js';
import type { SensitivityRules } from '../sensitivity/sensitivity-rules.js';
import type { Reject, RuntrailEvent } from '../events/event.js';
import { nativeEvents } from '../sources/native/native-events.js';
import { demoDayNdjson } from './demo-day.js';
import { demoQueries, type DemoQuery } from './demo-queries.js';

export interface DemoLoad {
  /** Epoch milliseconds: what queries over the demo day take as `asOf`. */
  readonly asOf: number;
  readonly queries: readonly DemoQuery[];
  /** What was done, in one sentence. */
  readonly note: string;
}

/** The graph holds data of its own: the demo day is not mixed into it. */
export class GraphNotEmptyError extends Error {
  override readonly name = 'GraphNotEmptyError';

  constructor() {
    super(
      'The demo day is only loaded into an empty graph, and this one holds sessions: start without --demo to use it, ' +
        'or name an empty data folder with RUNTRAIL_HOME.',
    );
  }
}

/**
 * Loads the demo day into an empty graph, as native events through the same reader, writer and appraiser as any other.
 * A graph that already holds it is left as it is, with the moment at which it was loaded. Throws GraphNotEmptyError.
 */
export async function loadDemoDay(
  graph: Graph,
  options: {
    readonly appraiser: Appraiser;
    readonly redaction: Redaction;
    /** Default: what is built in. */
    readonly sensitivity?: SensitivityRules;
  },
  now: number,
): Promise<DemoLoad> {
  const [loaded] = await graph.read(loadedDemo, {});
  if (loaded !== undefined) {
    return {
      asOf: loaded.asOf,
      queries: demoQueries(loaded.asOf),
      note: `The demo day was loaded at ${new Date(loaded.asOf).toISOString()}.`,
    };
  }
  const [state] = await graph.read(graphIsEmpty, {});
  if (state?.isEmpty !== true) throw new GraphNotEmptyError();
  const { events, rejects } = await readDemo(now);
  await new BatchWriter(graph, options).write({ events, rejects, receivedAt: now });
  await options.appraiser.drain();
  await graph.write((tx) => tx.run(noteDemoLoad, { asOf: now }));
  return {
    asOf: now,
    queries: demoQueries(now),
    note: `The demo day is loaded: ${events.length} events.`,
  };
}

async function readDemo(asOf: number): Promise<{ events: RuntrailEvent[]; rejects: Reject[] }> {
  const events: RuntrailEvent[] = [];
  const rejects: Reject[] = [];
  const chunks = (async function* () {
    for (const line of demoDayNdjson(asOf)) yield Buffer.from(line.endsWith('\n') ? line : `${line}\n`);
  })();
  for await (const item of nativeEvents.read({ name: 'demo day', receivedAt: asOf, chunks })) {
    if (item.kind === 'event') events.push(item.event);
    else if (item.kind === 'reject') rejects.push(item.reject);
  }
  return { events, rejects };
}
