import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QueryTimeoutError } from '../../src/graph/errors.js';
import { LENSES, TRAVERSAL_POLICY, TRAVERSED_KINDS } from '../../src/traversal/policy.js';
import { putTogether } from '../../src/traversal/radius-answer.js';
import {
  type Arrival,
  ARRIVAL_LIMIT,
  type Expansion,
  type RadiusGraph,
} from '../../src/traversal/radius-graph.js';
import { type RadiusQuestion, traverse } from '../../src/traversal/radius.js';
import { asRadiusQuestion, describeAnswer, type Described, describeReference } from './described.js';
import { MemoryRadiusGraph } from './memory-graph.js';
import { graphAndQuestion, idOf } from './random-graph.js';
import { reference, referencePolicy, type ReferenceQuestion } from './reference.js';
import { nodesOf, type TemporalGraph } from './temporal-graph.js';

async function engine(graph: TemporalGraph, question: ReferenceQuestion): Promise<Described> {
  const asked = asRadiusQuestion(question);
  const { asOf, idleMs } = question;
  const memory = new MemoryRadiusGraph(graph, { ...asked, asOf, idleMs });
  const radius = await traverse(asked, memory);
  return describeAnswer(putTogether(radius, question.direction, 1_000_000), radius.hubs);
}

const idsOf = (answer: Described): string[] => answer.nodes.map(({ id }) => id);

describe('the traversal policy', () => {
  it('is the table of the definition', () => {
    for (const kind of TRAVERSED_KINDS) {
      for (const lens of LENSES) {
        const { OUT, IN } = TRAVERSAL_POLICY[kind][lens];
        const rules = referencePolicy.get(kind)?.[lens];
        expect([kind, lens, OUT?.[0], IN?.[0]]).toEqual([kind, lens, rules?.out, rules?.in]);
      }
    }
    expect(referencePolicy.size).toBe(TRAVERSED_KINDS.length);
  });
});

describe('the traversal', () => {
  it('answers as the definition does, on random temporal graphs', async () => {
    await fc.assert(
      fc.asyncProperty(graphAndQuestion, async ({ graph, question }) => {
        expect(await engine(graph, question)).toEqual(describeReference(reference(graph, question)));
      }),
      { numRuns: 1_000 },
    );
  }, 60_000);

  it('expands a node again that is reached earlier by more hops', async () => {
    const seed = session('S', 0, 20);
    const graph: TemporalGraph = {
      sessions: [seed, session('T', 0, 20), session('V', 0, 20)],
      relationships: [
        contactOf('WROTE', 'S', 'G', 10),
        contactOf('WROTE', 'S', 'M', 1),
        contactOf('READ', 'T', 'M', 2),
        contactOf('WROTE', 'T', 'G', 3),
        contactOf('READ', 'V', 'G', 5),
      ],
    };
    const answer = await engine(
      graph,
      question({ lenses: ['TAINT'], seeds: [{ label: 'Session', key: 'S' }] }),
    );
    expect(
      answer.nodes.map(({ id, reaches }) => [
        textOf(id),
        reaches[0]?.hops,
        reaches[0]?.arrivedAt,
        reaches[0]?.earliestAt,
      ]),
    ).toEqual([
      ['Session:S', 0, null, null],
      ['File:M', 1, 1, 1],
      ['File:G', 1, 10, 3],
      ['Session:T', 2, 2, 2],
      ['Session:V', 4, 5, 5],
    ]);
    expect(answer.nodes.at(-1)?.reaches[0]?.witness).toEqual([
      'Session:S -WROTE-> File:M at 1',
      'File:M <-READ- Session:T at 2',
      'Session:T -WROTE-> File:G at 3',
      'File:G <-READ- Session:V at 5',
    ]);
    expect(answer.truncatedBy).toEqual([]);
  });

  it('only appends when the hops or the nodes allowed are raised', async () => {
    await fc.assert(
      fc.asyncProperty(graphAndQuestion, async ({ graph, question: asked }) => {
        const answer = await engine(graph, asked);
        for (const raised of [
          { ...asked, maxHops: asked.maxHops + 1 },
          { ...asked, maxNodes: asked.maxNodes + 1 },
          { ...asked, maxNodes: asked.maxNodes + 100 },
        ]) {
          const more = await engine(graph, raised);
          const isWhole = answer.truncatedBy.length === 0;
          expect(idsOf(more).slice(0, isWhole ? undefined : answer.nodes.length)).toEqual(idsOf(answer));
        }
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  it('never grows when the window is narrowed, and never shrinks by a further contact', async () => {
    await fc.assert(
      fc.asyncProperty(graphAndQuestion, fc.nat(), async ({ graph, question: drawn }, pick) => {
        const asked = { ...drawn, maxNodes: 1000, maxHops: 8, hubBound: 1000 };
        const wide = await engine(graph, asked);
        if (wide.truncatedBy.length > 0) return;
        const since = Math.min(Math.max(asked.since, 0) + 1, asked.until);
        const narrow = await engine(graph, { ...asked, since, until: Math.max(since, asked.until - 1) });
        expect(idsOf(wide)).toEqual(expect.arrayContaining(idsOf(narrow)));
        const contacts = graph.relationships.filter(({ kind, times }) => kind === 'READ' && times.length > 0);
        const chosen = contacts[pick % Math.max(1, contacts.length)];
        if (chosen === undefined) return;
        const added = { ...chosen, times: [...chosen.times, pick % 12].toSorted((a, b) => a - b) };
        const relationships = graph.relationships.map((other) => (other === chosen ? added : other));
        const further = await engine({ ...graph, relationships }, asked);
        expect(idsOf(further)).toEqual(expect.arrayContaining(idsOf(wide)));
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  it('reaches from A to B forward exactly where B is reached back from A', async () => {
    await fc.assert(
      fc.asyncProperty(graphAndQuestion, async ({ graph, question: drawn }) => {
        const asked = { ...drawn, maxNodes: 1000, lenses: drawn.lenses.slice(0, 1) };
        const from = asked.seeds.slice(0, 1);
        const forward = await engine(graph, { ...asked, direction: 'FORWARD', seeds: from });
        for (const target of nodesOf(graph)) {
          const back = await engine(graph, { ...asked, direction: 'BACKWARD', seeds: [target] });
          const start = from.map(idOf).join();
          expect([idOf(target), idsOf(back).includes(start)]).toEqual([
            idOf(target),
            idsOf(forward).includes(idOf(target)),
          ]);
        }
      }),
      { numRuns: 200 },
    );
  }, 60_000);

  it('keeps the levels that were complete when time ran out', async () => {
    const graph: TemporalGraph = {
      sessions: [session('S', 0, 9), session('T', 0, 9)],
      relationships: [
        contactOf('WROTE', 'S', 'F', 1),
        contactOf('READ', 'T', 'F', 2),
        contactOf('WROTE', 'T', 'G', 3),
      ],
    };
    const asked = question({ lenses: ['TAINT'], seeds: [{ label: 'Session', key: 'S' }] });
    const slow = new SlowGraph(
      new MemoryRadiusGraph(graph, asked),
      ({ kind, frontier }) => kind === 'WROTE' && frontier[0]?.key === 'T',
    );
    const radius = await traverse(asRadiusQuestion(asked), slow);
    expect(radius.nodes.map(({ ref }) => ref.key)).toEqual(['S', 'F', 'T']);
    expect(radius.truncatedBy).toEqual(['TIMEOUT']);
  });

  it('leaves out what it cannot put in order when a step has too many arrivals, and says so', async () => {
    // One fewer distinct time than arrivals: the last two are equal, and more like them may exist.
    const flood: RadiusGraph = {
      expand: ({ kind }) =>
        Promise.resolve(kind === 'READ' ? Array.from({ length: ARRIVAL_LIMIT }, arrivalNumber) : []),
    };
    const asked: RadiusQuestion = {
      ...asRadiusQuestion(question({ seeds: [{ label: 'Session', key: 'S' }] })),
      maxNodes: 60_000,
    };
    const radius = await traverse({ ...asked, lenses: ['EXPOSURE'] }, flood);
    expect(radius.nodes).toHaveLength(ARRIVAL_LIMIT - 1);
    expect(radius.truncatedBy).toEqual(['MAX_NODES']);
  });
});

class SlowGraph implements RadiusGraph {
  constructor(
    private readonly graph: RadiusGraph,
    private readonly isSlow: (expansion: Expansion) => boolean,
  ) {}

  expand(expansion: Expansion): Promise<readonly Arrival[]> {
    return this.isSlow(expansion)
      ? Promise.reject(new QueryTimeoutError('radiusFromSessions'))
      : this.graph.expand(expansion);
  }
}

function arrivalNumber(_: unknown, index: number): Arrival {
  const at = Math.min(index, ARRIVAL_LIMIT - 2);
  return {
    key: `f${index}`,
    lens: 0,
    at,
    rank: 0,
    relationship: `r${index}`,
    degrees: { READ: 1, WROTE: 0 },
  };
}

function session(key: string, startedAt: number, lastSeenAt: number): TemporalGraph['sessions'][number] {
  return { key, startedAt, lastSeenAt, closedAt: null };
}

function contactOf(
  kind: 'READ' | 'WROTE',
  from: string,
  to: string,
  at: number,
): TemporalGraph['relationships'][number] {
  return { kind, from, to, times: [at], untimed: 0 };
}

function question(over: Partial<ReferenceQuestion>): ReferenceQuestion {
  return {
    seeds: [],
    direction: 'FORWARD',
    lenses: ['EXPOSURE', 'DISCLOSURE', 'TAINT', 'IDENTITY'],
    kinds: TRAVERSED_KINDS,
    since: -Infinity,
    until: 100,
    asOf: 100,
    idleMs: 10,
    maxHops: 4,
    maxNodes: 1000,
    hubBound: 1000,
    reincluded: new Set(),
    sessionCount: 1,
    ...over,
  };
}

function textOf(id: string): string {
  return Buffer.from(id, 'base64url').toString('utf8');
}
