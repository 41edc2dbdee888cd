import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ContainmentAction, ContainmentCuts } from '../../src/traversal/containment-action.js';
import { ContainedGraph } from '../../src/traversal/containment-view.js';
import { HeldGraph } from '../../src/traversal/containment-held.js';
import { TRAVERSED_KINDS } from '../../src/traversal/policy.js';
import { type PathInLens, putTogether } from '../../src/traversal/radius-answer.js';
import {
  type Arrival,
  ARRIVAL_LIMIT,
  BEGINNING,
  type RadiusGraph,
} from '../../src/traversal/radius-graph.js';
import { type Radius, traverse } from '../../src/traversal/radius.js';
import {
  contained,
  endpointsIn,
  heldRelationships,
  type ReferenceArrival,
  referenceContained,
  someActions,
} from './containment-reference.js';
import { asRadiusQuestion } from './described.js';
import { MemoryRadiusGraph, relationshipId } from './memory-graph.js';
import { graphAndQuestion } from './random-graph.js';
import { reference, type ReferenceQuestion } from './reference.js';
import type { TemporalGraph } from './temporal-graph.js';

const containmentOfGraph = graphAndQuestion.chain(({ graph, question }) =>
  someActions(graph).map((actions) => ({
    graph,
    question: { ...question, direction: 'FORWARD' as const, maxNodes: 1_000 },
    actions,
  })),
);

function simulate(
  graph: TemporalGraph,
  question: ReferenceQuestion,
  actions: readonly ContainmentAction[],
  whole: RadiusGraph = new MemoryRadiusGraph(graph, question),
): Promise<Radius> {
  const endpoints = (sessions: readonly string[]): Promise<Map<string, string[]>> =>
    Promise.resolve(new Map(sessions.map((session) => [session, endpointsIn(graph, session)])));
  return traverse(
    asRadiusQuestion(question),
    new ContainedGraph(whole, new ContainmentCuts(actions), endpoints),
  );
}

const pathsOf = (radius: Radius): { id: string; path: PathInLens }[] =>
  putTogether(radius, 'FORWARD', 1_000_000).nodes.flatMap(({ node: { id }, paths }) =>
    paths.map((path) => ({ id, path })),
  );

const arrivalsOf = (radius: Radius): ReferenceArrival[] =>
  inOrder(
    pathsOf(radius).map(({ id, path: { lens, hops, arrivedAt, earliestAt } }) => ({
      id,
      lens,
      hops,
      arrivedAt: arrivedAt ?? -Infinity,
      earliestAt: earliestAt ?? -Infinity,
    })),
  );

function inOrder(arrivals: readonly ReferenceArrival[]): ReferenceArrival[] {
  const name = ({ id, lens }: ReferenceArrival): string => `${id} ${lens}`;
  return arrivals.toSorted((a, b) => (name(a) < name(b) ? -1 : 1));
}

describe('the reference without actions', () => {
  it('is the reference of the radius', () => {
    fc.assert(
      fc.property(containmentOfGraph, ({ graph, question }) => {
        const expected = reference(graph, question).nodes.flatMap(({ id, reaches }) =>
          reaches.map(({ lens, hops, arrivedAt, earliestAt }) => ({ id, lens, hops, arrivedAt, earliestAt })),
        );
        expect(inOrder(referenceContained(graph, question, []))).toEqual(inOrder(expected));
      }),
      { numRuns: 200 },
    );
  });
});

describe('a graph without what actions take away', () => {
  it('has the radius of the model without those contacts', async () => {
    let changed = 0;
    await fc.assert(
      fc.asyncProperty(containmentOfGraph, async ({ graph, question, actions }) => {
        const after = arrivalsOf(await simulate(graph, question, actions));
        expect(after).toEqual(inOrder(referenceContained(graph, question, actions)));
        if (after.length < referenceContained(graph, question, []).length) changed++;
      }),
      { numRuns: 1_000 },
    );
    // Actions that never matter would prove nothing.
    expect(changed).toBeGreaterThan(300);
  }, 60_000);

  it('never has more in its radius, nor reaches anything earlier', async () => {
    await fc.assert(
      fc.asyncProperty(containmentOfGraph, async ({ graph, question, actions }) => {
        const before = arrivalsOf(await simulate(graph, question, []));
        for (const arrival of arrivalsOf(await simulate(graph, question, actions))) {
          const earlier = before.find(({ id, lens }) => id === arrival.id && lens === arrival.lens);
          expect(earlier?.hops).toBeLessThanOrEqual(arrival.hops);
          expect(earlier?.earliestAt).toBeLessThanOrEqual(arrival.earliestAt);
        }
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  it('is the whole graph where every action comes after everything', async () => {
    await fc.assert(
      fc.asyncProperty(containmentOfGraph, async ({ graph, question, actions }) => {
        const late = actions.map((action) => ({
          ...action,
          from: Math.max(question.asOf, question.until) + 1,
        }));
        expect(arrivalsOf(await simulate(graph, question, late))).toEqual(
          arrivalsOf(await simulate(graph, question, [])),
        );
      }),
      { numRuns: 200 },
    );
  }, 60_000);

  it('gives witnesses whose every step is a contact that is left', async () => {
    await fc.assert(
      fc.asyncProperty(containmentOfGraph, async ({ graph, question, actions }) => {
        for (const { path } of pathsOf(await simulate(graph, question, actions))) {
          let before = -Infinity;
          for (const step of path.steps) {
            const relationship = graph.relationships.find((e) => relationshipId(e) === step.relationship);
            if (relationship === undefined) throw new Error('a step follows nothing');
            const at = step.at ?? -Infinity;
            const contacts = contained(graph, relationship, question, actions);
            expect(contacts.some(({ from, to }) => from <= at && at <= to)).toBe(true);
            expect(at).toBeGreaterThanOrEqual(before);
            before = at;
          }
        }
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  it('is the same over relationships that are held in memory', async () => {
    await fc.assert(
      fc.asyncProperty(containmentOfGraph, async ({ graph, question, actions }) => {
        const asked = { ...question, hubBound: 1_000 };
        const held = heldRelationships(graph, question.asOf, question.idleMs);
        const memory = new HeldGraph(held, question.until, () => ({}));
        const over = await simulate(graph, asked, actions, memory);
        expect(arrivalsOf(over)).toEqual(inOrder(referenceContained(graph, asked, actions)));
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  it('goes on by a later contact of another session where the earlier one is gone', async () => {
    const session = (key: string): TemporalGraph['sessions'][number] => ({
      key,
      startedAt: 0,
      lastSeenAt: 20,
      closedAt: null,
    });
    const touch = (kind: 'READ' | 'WROTE', from: string, to: string, ...times: number[]) =>
      ({ kind, from, to, times, untimed: 0 }) as const;
    const graph: TemporalGraph = {
      sessions: ['S', 'T', 'U', 'V'].map(session),
      relationships: [
        touch('WROTE', 'S', 'F', 1),
        touch('READ', 'T', 'F', 2),
        touch('READ', 'U', 'F', 4),
        touch('WROTE', 'T', 'G', 3),
        touch('WROTE', 'U', 'G', 5),
        touch('READ', 'V', 'G', 4, 9),
      ],
    };
    const question: ReferenceQuestion = {
      seeds: [{ label: 'Session', key: 'S' }],
      direction: 'FORWARD',
      lenses: ['TAINT'],
      kinds: TRAVERSED_KINDS,
      since: -Infinity,
      until: 100,
      asOf: 100,
      idleMs: 10,
      maxHops: 4,
      maxNodes: 1_000,
      hubBound: 1_000,
      reincluded: new Set(),
      sessionCount: 4,
    };
    const arrivals = async (...actions: ContainmentAction[]): Promise<Record<string, number | null>> =>
      Object.fromEntries(
        pathsOf(await simulate(graph, question, actions)).map(({ id, path }) => [
          Buffer.from(id, 'base64url').toString('utf8'),
          path.arrivedAt,
        ]),
      );
    const kill = (key: string, from: number): ContainmentAction => ({
      kind: 'KILL_SESSION',
      target: { label: 'Session', key },
      from,
    });
    expect(await arrivals()).toMatchObject({ 'File:G': 3, 'Session:V': 4 });
    expect(await arrivals(kill('T', 3))).toMatchObject({ 'Session:T': 2, 'File:G': 5, 'Session:V': 9 });
    expect(await arrivals(kill('T', 4))).toMatchObject({ 'File:G': 3, 'Session:V': 4 });
    const both = await arrivals(kill('T', 3), kill('U', BEGINNING));
    expect(Object.keys(both)).toEqual(['Session:S', 'File:F', 'Session:T']);
    const quarantine: ContainmentAction = {
      kind: 'QUARANTINE_FILE',
      target: { label: 'File', key: 'G' },
      from: 9,
    };
    expect(await arrivals(kill('T', 3), quarantine)).not.toHaveProperty('Session:V');
  });

  it('still says so where a step was cut, though fewer arrivals are left', async () => {
    const flood: RadiusGraph = {
      expand: ({ kind }) =>
        Promise.resolve(kind === 'READ' ? Array.from({ length: ARRIVAL_LIMIT }, arrivalNumber) : []),
    };
    const seeds = [{ label: 'Session', key: 'S' }] as const;
    const cuts = new ContainmentCuts([
      { kind: 'QUARANTINE_FILE', target: { label: 'File', key: 'f7' }, from: BEGINNING },
    ]);
    const radius = await traverse(
      {
        seeds,
        direction: 'FORWARD',
        lenses: ['EXPOSURE'],
        kinds: TRAVERSED_KINDS,
        since: BEGINNING,
        until: 1e9,
        maxHops: 1,
        maxNodes: 60_000,
        hubBound: 1_000,
        reincluded: new Set(),
      },
      new ContainedGraph(flood, cuts, () => Promise.resolve(new Map())),
    );
    expect(radius.truncatedBy).toEqual(['MAX_NODES']);
    // The seed and every file but the one that is gone and the last, of whose time there may be more.
    expect(radius.nodes).toHaveLength(ARRIVAL_LIMIT - 1);
  });
});

function arrivalNumber(_: unknown, index: number): Arrival {
  return { key: `f${index}`, lens: 0, at: index, rank: 0, relationship: `r${index}`, degrees: { READ: 1 } };
}
