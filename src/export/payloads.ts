import { payloadsOfRecords } from '../graph/catalogue/read.generated.js';
import type { Graph } from '../graph/graph.js';
import { PAGE_WITHIN_MS } from './pages.js';

/** Records to a page: with `WHOLE_LENGTH`, some ten million characters of payloads are held at once. */
export const RECORD_PAGE = 500;
/** A payload of more characters is read by itself. */
export const WHOLE_LENGTH = 20_000;

/** The payload of one record; undefined where it has none, or is gone since. */
export async function payloadOf(graph: Graph, record: string): Promise<string | undefined> {
  const [row] = await graph.read(payloadsOfRecords, { keys: [record] }, { timeoutMs: PAGE_WITHIN_MS });
  return row?.payload ?? undefined;
}
