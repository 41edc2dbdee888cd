import neo4j, { type Driver } from 'neo4j-driver';
import { inject } from 'vitest';

/** Properties that depend on when something was received or appraised, not on what was received. */
const CLOCK_PROPERTIES = new Set(['receivedAt', 'ownFirstReceivedAt', 'appraisedAt']);

/**
 * Every node and relationship as sorted lines of JSON, receive times aside: two graphs with the same dump are the same.
 */
export async function dumpGraph(driver: Driver): Promise<string[]> {
  const session = driver.session({ database: inject('neo4j').database });
  const lines: string[] = [];
  try {
    const nodes = await session.run(
      'MATCH (n) WHERE NOT n:RuntrailSchema RETURN labels(n) AS labels, properties(n) AS properties',
    );
    for (const record of nodes.records) {
      const labels = record.get('labels') as string[];
      const properties = canonical(record.get('properties'));
      // That something about a host or endpoint went away is work that waits, and depends on the way to here.
      if (labels.includes('Host') || labels.includes('Endpoint')) delete properties['appraisalDue'];
      lines.push(JSON.stringify([labels, properties]));
    }
    const relations = await session.run(
      'MATCH (a)-[r]->(b) RETURN labels(a)[0] AS from, a.key AS a, type(r) AS type, labels(b)[0] AS to, b.key AS b, properties(r) AS properties',
    );
    for (const record of relations.records) {
      const ends = ['from', 'a', 'type', 'to', 'b'].map((column) => record.get(column) as unknown);
      lines.push(JSON.stringify([...ends, canonical(record.get('properties'))]));
    }
  } finally {
    await session.close();
  }
  return lines.sort();
}

function canonical(properties: unknown): Record<string, unknown> {
  const entries = Object.entries(properties as Record<string, unknown>).filter(
    ([name]) => !CLOCK_PROPERTIES.has(name),
  );
  return Object.fromEntries(
    entries.map(([name, value]) => [name, plain(value)] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  return neo4j.isInt(value) ? value.toString() : value;
}
