import type { SourceItem } from '../../src/events/event.js';
import { decodeLogs } from '../../src/sources/otlp/decode.js';
import { readOtlpLogs } from '../../src/sources/otlp/read.js';
import type { OtlpEncoding } from '../../src/sources/otlp/records.js';
import { HISTORY_ENDS_AT } from '../company/company.js';
import { sessionPlans } from '../company/session-plans.js';
import { comparePairs, type Rounds } from '../measure.js';
import type { RowResult } from '../report.js';
import { logRequest, type LogRequest } from './log-requests.js';

export interface OtlpRowOptions {
  readonly sessions: number;
  readonly seed: string;
  readonly rounds: Rounds;
}

/** Log records a second from bytes to events, against JSON.parse of the same records. */
export async function measureOtlp({ sessions, seed, rounds }: OtlpRowOptions): Promise<RowResult[]> {
  const requests: LogRequest[] = [];
  for (const { top } of sessionPlans({ sessions, seed })) requests.push(logRequest(top));
  const records = requests.reduce((sum, request) => sum + request.records, 0);
  const texts = requests.map(({ json }) => Buffer.from(json).toString('utf8'));
  const rows: RowResult[] = [];
  for (const encoding of ['json', 'protobuf'] as const) {
    const comparison = await comparePairs(
      { name: encoding, run: () => Promise.resolve(read(requests, encoding)) },
      { name: 'JSON.parse', run: () => Promise.resolve(texts.map((text) => JSON.parse(text) as unknown)) },
      rounds,
    );
    const { events, others } = read(requests, encoding);
    const bytes = requests.reduce((sum, request) => sum + request[encoding].length, 0);
    rows.push({
      question: `${records.toLocaleString('en-US')} OTLP log records in ${encoding === 'json' ? 'JSON' : 'protobuf'}, decoded and mapped to events`,
      where: 'in process',
      ours: `decodeLogs and readOtlpLogs, ${(bytes / 1e6).toFixed(1)} MB in ${requests.length} requests`,
      theirs: 'JSON.parse of the same records in JSON, as strings in memory',
      comparison,
      items: { count: records, name: 'records' },
      invalid:
        others > 0 || events < records ? `${events} events and ${others} others of ${records} records` : null,
      notes: [`${events.toLocaleString('en-US')} events; no database`],
    });
  }
  return rows;
}

function read(
  requests: readonly LogRequest[],
  encoding: OtlpEncoding,
): { readonly events: number; readonly others: number } {
  const origin = { receivedAt: HISTORY_ENDS_AT, name: 'bench' };
  let events = 0;
  let others = 0;
  for (const request of requests) {
    const items: Iterable<SourceItem> = readOtlpLogs(decodeLogs(request[encoding], encoding), origin);
    for (const item of items) {
      if (item.kind === 'event') events++;
      else others++;
    }
  }
  return { events, others };
}
