import fc from 'fast-check';
import { KINDS, type Kind } from '../../src/graph/model.js';
import { TRAVERSED_KINDS } from '../../src/traversal/policy.js';
import { type ReferenceLens, REFERENCE_LENSES, type ReferenceQuestion } from './reference.js';
import {
  type GraphNode,
  nodesOf,
  type TemporalGraph,
  type TemporalRelationship,
  type TemporalSession,
} from './temporal-graph.js';

/** Names whose lengths differ, so that the order of global ids differs from that of the keys. */
const NAMES = ['a', 'bb', 'C', 'd~4', '_e', 'ff/f', 'z9'];
const COUNTS: Readonly<Record<string, number>> = {
  User: 2,
  Endpoint: 2,
  ApiKey: 2,
  File: 6,
  Host: 2,
  McpServer: 1,
};
/** Times are few, so that many are equal. */
const time = fc.integer({ min: 0, max: 9 });

const session = fc.record({
  startedAt: fc.option(time, { freq: 8 }),
  lastsFor: fc.constantFrom(14, 14, 9, 4, 0),
  closedAfter: fc.option(fc.integer({ min: 0, max: 14 }), { freq: 1 }),
});

/** Few kinds make long paths, along which arrivals improve; all of them make every arc of the policy. */
const POOLS: readonly (readonly Kind[])[] = [
  [...TRAVERSED_KINDS, 'READ', 'WROTE', 'READ', 'WROTE', 'USED_KEY', 'IN_REPOSITORY'],
  ['READ', 'WROTE'],
  ['READ', 'WROTE', 'READ', 'WROTE', 'RAN_ON', 'CONTINUED', 'SPAWNED'],
  ['USED_KEY', 'RUN_BY', 'RAN_ON', 'USED_KEY', 'RAN_ON', 'SPAWNED'],
];

const relationship = fc.record({
  pick: fc.nat(),
  from: fc.nat(),
  to: fc.nat(),
  offsets: fc.array(fc.integer({ min: 0, max: 14 }), { maxLength: 3, size: 'max' }),
  untimed: fc.constantFrom(0, 0, 0, 0, 0, 1),
});

/** Temporal graphs with self-loops, cycles, equal times, missing times and things that many sessions share. */
export const temporalGraph = (prefix = ''): fc.Arbitrary<TemporalGraph> =>
  // Without bias: small and extreme draws collapse into the same few relationships.
  fc
    .noBias(
      fc.record({
        pool: fc.constantFrom(...POOLS),
        chained: fc.boolean(),
        sessions: fc.oneof(
          ...[1, 5, 6, 7].map((count) => fc.array(session, { minLength: count, maxLength: count })),
        ),
        relationships: fc.oneof(
          ...[4, 12, 20, 30].map((count) => fc.array(relationship, { minLength: count, maxLength: count })),
        ),
      }),
    )
    .map(({ pool, chained, sessions: drawn, relationships: links }) => {
      const sessions = drawn.map(({ startedAt, lastsFor, closedAfter }, index): TemporalSession => {
        if (chained)
          return {
            key: `${prefix}s/${NAMES[index % NAMES.length]}`,
            startedAt: 0,
            lastSeenAt: 14,
            closedAt: null,
          };
        const closedAt = startedAt === null || closedAfter === null ? null : startedAt + closedAfter;
        const lastSeenAt = startedAt === null ? null : startedAt + lastsFor;
        return { key: `${prefix}s/${NAMES[index % NAMES.length]}`, startedAt, lastSeenAt, closedAt };
      });
      const relationships = new Map<string, TemporalRelationship>();
      for (const [index, link] of links.entries()) {
        // A chain: session 0 writes file 0, session 1 reads it and writes file 1, and so on, each a little later. What
        // is drawn besides makes short cuts, of which many arrive later than the chain does.
        const isLink = chained && index < 2 * sessions.length - 2;
        const isShortCut = chained && !isLink && link.from % 2 === 0;
        const from = sessions[isLink ? Math.ceil(index / 2) : isShortCut ? 0 : link.from % sessions.length];
        const isWrite = isLink ? index % 2 === 0 : isShortCut;
        const kind = isWrite ? 'WROTE' : isLink ? 'READ' : (pool[link.pick % pool.length] ?? 'READ');
        const label = KINDS[kind].to;
        const to =
          label === 'Session'
            ? sessions[link.to % sessions.length]?.key
            : `${prefix}${label}/${NAMES[(isLink ? index >> 1 : link.to) % (COUNTS[label] ?? 1)]}`;
        if (from === undefined || to === undefined) continue;
        const { startedAt, lastSeenAt } = from;
        const times =
          startedAt === null || lastSeenAt === null
            ? []
            : (isLink ? [index] : link.offsets)
                .map((offset) => Math.min(startedAt + offset, lastSeenAt))
                .toSorted((a, b) => a - b);
        const isLineage = label === 'Session';
        const untimed = isLineage ? 0 : times.length === 0 ? 1 : link.untimed;
        relationships.set(`${kind} ${from.key} ${to}`, { kind, from: from.key, to, times, untimed });
      }
      return { sessions, relationships: [...relationships.values()] };
    });

/** A question about a graph; the picks are taken modulo what the graph holds. */
export const questionAbout = (
  graph: TemporalGraph,
  sessionCount = graph.sessions.length,
): fc.Arbitrary<ReferenceQuestion> => {
  const nodes = nodesOf(graph).filter(({ label }) => label !== 'Repository');
  return fc
    .record({
      seeds: fc.oneof(
        fc.constant(nodes.slice(0, 1)),
        fc.uniqueArray(fc.constantFrom(...nodes), { minLength: 1, maxLength: 2, selector: idOf }),
      ),
      direction: fc.constantFrom<'FORWARD' | 'BACKWARD'>('FORWARD', 'BACKWARD'),
      lenses: fc.oneof(
        fc.constant<ReferenceLens[]>(['TAINT']),
        fc.subarray<ReferenceLens>([...REFERENCE_LENSES], { minLength: 1, maxLength: 1 }),
        fc.subarray<ReferenceLens>([...REFERENCE_LENSES], { minLength: 1 }),
      ),
      kinds: fc.oneof(
        { weight: 4, arbitrary: fc.constant<readonly string[]>(TRAVERSED_KINDS) },
        { weight: 1, arbitrary: fc.subarray<string>([...TRAVERSED_KINDS], { minLength: 4 }) },
      ),
      since: fc.oneof({ weight: 3, arbitrary: fc.constant(-Infinity) }, { weight: 1, arbitrary: time }),
      length: fc.constantFrom(30, 30, 30, 12, 5, 0),
      asOf: fc.constantFrom(30, 20, 12, 8),
      idleMs: fc.constantFrom(3, 6, 10),
      maxHops: fc.constantFrom(8, 8, 5, 4, 4, 3, 2, 1),
      maxNodes: fc.constantFrom(1000, 1000, 1000, 1000, 1000, 1000, 3, 6, 9),
      hubBound: fc.constantFrom(1000, 1000, 1000, 1000, 1, 2, 3),
      reincluded: fc.subarray(nodes, { maxLength: 1 }),
    })
    .map(({ length, ...drawn }) => {
      const from = drawn.since === -Infinity ? 0 : drawn.since;
      const until = Math.max(from, Math.min(drawn.asOf, from + length));
      const maxNodes = Math.max(drawn.maxNodes, drawn.seeds.length);
      return { ...drawn, until, maxNodes, sessionCount, reincluded: new Set(drawn.reincluded.map(idOf)) };
    });
};

export function idOf({ label, key }: GraphNode): string {
  return Buffer.from(`${label}:${key}`, 'utf8').toString('base64url');
}

export const graphAndQuestion: fc.Arbitrary<{ graph: TemporalGraph; question: ReferenceQuestion }> =
  temporalGraph().chain((graph) => questionAbout(graph).map((question) => ({ graph, question })));
