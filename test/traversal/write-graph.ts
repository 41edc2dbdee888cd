import type { Driver } from 'neo4j-driver';
import neo4j from 'neo4j-driver';
import { ENTITY_LABELS, KINDS, type Kind } from '../../src/graph/model.js';
import { eventOf, nodesOf, type TemporalGraph, type TemporalRelationship } from './temporal-graph.js';

/** Writes graphs with disjoint keys into the database, as the ingest would have left them. */
export async function writeGraphs(
  driver: Driver,
  database: string,
  graphs: readonly TemporalGraph[],
): Promise<void> {
  const session = driver.session({ database });
  try {
    const sessions = graphs
      .flatMap((graph) => graph.sessions)
      .map(({ key, ...times }) => ({ key, ...integers(times) }));
    await session.run('UNWIND $rows AS row MERGE (s:Session {key: row.key}) SET s = row', { rows: sessions });
    const nodes = graphs.flatMap(nodesOf);
    for (const label of ENTITY_LABELS.filter((other) => other !== 'Session')) {
      const rows = nodes.filter((node) => node.label === label);
      await session.run(`UNWIND $rows AS row MERGE (:${label} {key: row.key})`, { rows });
    }
    const relationships = graphs.flatMap((graph) => graph.relationships);
    for (const [kind, { from, to }] of Object.entries(KINDS)) {
      const rows = relationships.filter((relationship) => relationship.kind === kind);
      await session.run(
        `UNWIND $rows AS row MATCH (a:${from} {key: row.from}) MATCH (b:${to} {key: row.to})
         CREATE (a)-[r:${kind}]->(b) SET r = row.properties`,
        { rows: rows.map((row) => ({ from: row.from, to: row.to, properties: propertiesOf(row) })) },
      );
    }
  } finally {
    await session.close();
  }
}

const CONTACT_KINDS: readonly Kind[] = ['READ', 'WROTE', 'CALLED', 'USED_SERVER'];

function propertiesOf(relationship: TemporalRelationship): Record<string, unknown> {
  const { kind, times, untimed } = relationship;
  const timedEvents = times.map((at, position) => eventOf(relationship, at, position));
  const untimedEvents = Array.from({ length: untimed }, (_, position) =>
    eventOf(relationship, null, position),
  );
  const common = {
    ...integers({ firstAt: times[0] ?? null, lastAt: times.at(-1) ?? null, count: times.length + untimed }),
    untimedEvents: untimedEvents.length === 0 ? null : untimedEvents,
  };
  if (CONTACT_KINDS.includes(kind)) {
    const contacts =
      times.length === 0 ? {} : { contactAt: times.map((at) => neo4j.int(at)), contactEvents: timedEvents };
    return { ...common, ...contacts };
  }
  const all = [...timedEvents, ...untimedEvents];
  return { ...common, firstEvent: all[0] ?? null, lastEvent: all.at(-1) ?? null };
}

/** Numbers as INTEGERs; a null takes a property away, as it does in the stored graph. */
function integers(values: Readonly<Record<string, number | null>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value === null ? null : neo4j.int(value)]),
  );
}
