import {
  exportRecordsAfterSession,
  exportRecordsInSession,
  type ExportRecordsInSessionRow,
} from '../graph/catalogue/read.generated.js';
import type { Graph } from '../graph/graph.js';
import { recordFromFacets } from '../ingest/event-fact.js';
import { toNative } from '../sources/native/to-native.js';
import { PAGE_WITHIN_MS } from './pages.js';
import { payloadOf, RECORD_PAGE, WHOLE_LENGTH } from './payloads.js';

/** Behind which event to go on. */
interface Place {
  readonly session: string;
  readonly orderAt: number;
  readonly event: string;
}

export interface EventExportOptions {
  /** Events read at a time. Default 500. */
  readonly pageSize?: number;
}

/**
 * Every record of every event as a line of the native format, without line break: session by session in the order of
 * their keys, and in event time. Importing them into an empty graph gives the same graph. Payloads are written as they
 * are kept, so members stand in the order in which they were received. Memory stays flat. Throws as `Graph.read` does.
 */
export async function* eventLines(
  graph: Graph,
  options: EventExportOptions = {},
): AsyncGenerator<string, void, undefined> {
  for await (const rows of recordPages(graph, options.pageSize ?? RECORD_PAGE)) {
    for (const row of rows) {
      const { record, facets, receivedAt } = row;
      if (record === null || facets === null || receivedAt === null) continue;
      const payload = row.payloadStays ? ((await payloadOf(graph, record)) ?? null) : row.payload;
      const { event } = recordFromFacets(record, facets, receivedAt);
      yield JSON.stringify(toNative({ ...event, payload }));
    }
  }
}

/** The next page is read while this one is written. */
async function* recordPages(
  graph: Graph,
  limit: number,
): AsyncGenerator<readonly ExportRecordsInSessionRow[], void, undefined> {
  let reading = after(graph, null, limit);
  for (;;) {
    const rows = await reading;
    const last = rows.at(-1);
    if (last === undefined) return;
    reading = after(graph, last, limit);
    // Looked at in the next round: until then a failure is not an unhandled one.
    reading.catch(() => undefined);
    yield rows;
  }
}

/** The rest of the session first; the sessions behind it once there is none. */
async function after(graph: Graph, place: Place | null, limit: number): Promise<ExportRecordsInSessionRow[]> {
  const within = { timeoutMs: PAGE_WITHIN_MS };
  const page = { limit, wholeLength: WHOLE_LENGTH };
  if (place !== null) {
    const { session, orderAt, event } = place;
    const position = { session, afterAt: orderAt, afterKey: event };
    const rest = await graph.read(exportRecordsInSession, { ...position, ...page }, within);
    if (rest.length > 0) return rest;
  }
  return graph.read(exportRecordsAfterSession, { session: place?.session ?? '', ...page }, within);
}
