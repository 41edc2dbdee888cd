import type { Driver } from 'neo4j-driver';

/** How the graph differs from what was acknowledged. */
export interface Verdict {
  readonly acknowledged: number;
  /** Acknowledged events that are not in the graph. */
  readonly lost: number;
  /** Facts with more than one node, records beyond one for each, and sessions and touches that count too many. */
  readonly doubled: number;
  /** Events in the graph beyond the acknowledged ones: none where every batch was sent until it was acknowledged. */
  readonly unexpected: number;
}

/**
 * Compares the graph with the event ids that were acknowledged, by session, where every event was sent as a fact of its
 * own, and each tool use touches one file. Events are told apart by the producer's id in their raw payload, not by the keys that the service makes.
 */
export async function verdictOf(
  driver: Driver,
  product: string,
  acknowledged: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<Verdict> {
  const { records } = await driver.executeQuery(
    `MATCH (s:Session) WHERE s.key STARTS WITH $start
     CALL (s) {
       MATCH (s)-[:HAS_EVENT]->(e:Event)
       RETURN collect([COUNT { (e)-[:HAS_RECORD]->() }, head([(e)-[:HAS_RECORD]->(r) | r.payload])]) AS events,
         sum(CASE e.type WHEN 'TOOL_USE' THEN 1 ELSE 0 END) AS touches
     }
     RETURN s.sessionId AS session, s.ownEvents AS counted, events, touches,
       COLLECT { MATCH (s)-[r:READ]->() RETURN r.count } AS reads`,
    { start: `${product}/` },
    { database: 'neo4j' },
  );
  let total = 0;
  let lost = 0;
  let doubled = 0;
  let unexpected = 0;
  const found = new Map(records.map((record) => [record.get('session') as string, record]));
  for (const [session, ids] of acknowledged) {
    total += ids.size;
    const record = found.get(session);
    const events = (record?.get('events') ?? []) as [number, string][];
    const stored = events.map(([, payload]) => (JSON.parse(payload) as { id: string }).id);
    const distinct = new Set(stored);
    lost += [...ids].filter((id) => !distinct.has(id)).length;
    unexpected += [...distinct].filter((id) => !ids.has(id)).length;
    doubled += stored.length - distinct.size;
    doubled += events.reduce((sum, [observations]) => sum + observations - 1, 0);
    doubled += Math.abs(Number(record?.get('counted') ?? 0) - distinct.size);
    const reads = ((record?.get('reads') ?? []) as number[]).reduce((sum, count) => sum + count, 0);
    doubled += Math.abs(reads - Number(record?.get('touches') ?? 0));
  }
  for (const session of found.keys()) if (!acknowledged.has(session)) unexpected++;
  return { acknowledged: total, lost, doubled, unexpected };
}

/** The value below which a share of all values lies, such as 0.99; 0 for none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

/** The value of `--name <number>`. */
export function numberArgument(name: string, fallback: number): number {
  const at = process.argv.indexOf(`--${name}`);
  const value = at === -1 ? fallback : Number(process.argv[at + 1]);
  if (!Number.isFinite(value)) throw new Error(`--${name} takes a number.`);
  return value;
}
