import type { Graph } from '../../src/graph/graph.js';
import { INTAKE_LIMITS } from '../../src/intake/intake-queue.js';
import type { BenchDatabase } from '../bench-database.js';
import { HISTORY_ENDS_AT } from '../company/company.js';
import { nativeLines } from '../company/native-lines.js';
import { sessionPlans } from '../company/session-plans.js';
import { KeptConnection } from '../http-client.js';
import { fastestRaw, recordRun } from '../import/raw-side.js';
import { comparePairs, type Rounds } from '../measure.js';
import type { RowResult } from '../report.js';
import { startIntake } from './intake-service.js';

export interface IngestRowOptions {
  /** It is emptied before every run. */
  readonly database: BenchDatabase;
  readonly sessions: number;
  readonly seed: string;
  readonly rounds: Rounds;
}

const CLIENTS = 16;
const EVENTS_IN_BODY = 100;

/** Events a second through `POST /v1/events`, against writing the same rows with plain statements. */
export async function measureIngest(options: IngestRowOptions): Promise<RowResult> {
  const { database, sessions, seed, rounds } = options;
  const lines = [...nativeLines(sessionPlans({ sessions, seed }))];
  const bodies = bodiesOf(lines);
  const recorded = await recordRun(database, (graph) => sendTo(graph, bodies));
  const faults = [
    ...(recorded.result === lines.length
      ? []
      : [`${recorded.result} of ${lines.length} events were accepted`]),
    ...recorded.differences,
  ];
  const { writers } = INTAKE_LIMITS;
  const raw = await fastestRaw(database, recorded.batches, writers);
  const service = await startIntake(database.graph, HISTORY_ENDS_AT);
  try {
    const ours = {
      name: 'intake',
      before: () => database.empty(),
      run: () => send(service.url, bodies),
    };
    const comparison = await comparePairs(ours, raw, rounds);
    return {
      question: `ingest of ${lines.length.toLocaleString('en-US')} native events of ${sessions} sessions into an empty graph`,
      where: 'over HTTP',
      ours: `POST /v1/events in bodies of ${EVENTS_IN_BODY} from ${CLIENTS} clients at a time, in this process`,
      theirs: `UNWIND … MERGE of the same rows in the same batches, ready in memory; ${raw.name} (the faster of 1 and ${writers})`,
      comparison,
      items: { count: lines.length, name: 'events' },
      invalid: faults.length === 0 ? null : faults.join('; '),
      notes: [
        'an answer is counted when the events are committed; ours also reads, checks, takes secrets out, folds, looks for what is stored and rolls up',
        `clients, service and raw driver share one process; ${recorded.batches.length} transactions on the raw side`,
        'goal: at least 0.6 of the raw rate, a ratio of at most 1.67',
      ],
    };
  } finally {
    await service.stop();
    await database.empty();
  }
}

function bodiesOf(lines: readonly string[]): string[] {
  const bodies: string[] = [];
  for (let from = 0; from < lines.length; from += EVENTS_IN_BODY) {
    bodies.push(lines.slice(from, from + EVENTS_IN_BODY).join(''));
  }
  return bodies;
}

async function sendTo(graph: Graph, bodies: readonly string[]): Promise<number> {
  const service = await startIntake(graph, HISTORY_ENDS_AT);
  try {
    return await send(service.url, bodies);
  } finally {
    await service.stop();
  }
}

/** Sends the bodies in turn, as each client becomes free. Gives the number of accepted events; rejects at a refusal. */
async function send(url: string, bodies: readonly string[]): Promise<number> {
  const left = [...bodies];
  let accepted = 0;
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      const connection = new KeptConnection(url);
      try {
        for (let body = left.shift(); body !== undefined; body = left.shift()) {
          const { status, text } = await connection.post(body, 'application/x-ndjson');
          if (status !== 200) throw new Error(`The service answered ${status}: ${text.slice(0, 300)}`);
          accepted += (JSON.parse(text) as { readonly accepted: number }).accepted;
        }
      } finally {
        connection.close();
      }
    }),
  );
  return accepted;
}
