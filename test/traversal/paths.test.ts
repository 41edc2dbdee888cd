import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QueryFailedError, QueryTimeoutError } from '../../src/graph/errors.js';
import { type ExistenceQuestion, shortestPath } from '../../src/traversal/paths-exist.js';
import { bestPaths, type FoundPaths, type PathsQuestion } from '../../src/traversal/paths-finder.js';
import type { PathsGraph } from '../../src/traversal/paths-graph.js';
import { traverse } from '../../src/traversal/radius.js';
import { asRadiusQuestion } from './described.js';
import { MemoryRadiusGraph } from './memory-graph.js';
import {
  asPathsQuestion,
  describePath,
  describeReferencePath,
  referenceExistence,
} from './paths-described.js';
import { MemoryPathsGraph } from './paths-memory-graph.js';
import { pathsQuestionAbout, type PathsReferenceQuestion, referencePaths } from './paths-reference.js';
import { idOf, temporalGraph } from './random-graph.js';
import type { TemporalGraph } from './temporal-graph.js';

/** Hops that the reference follows beyond those allowed: as many as the product looks at to say MAX_HOPS. */
const FURTHER = 2;

const noPause = (): Promise<void> => Promise.resolve();

const graphAndPaths: fc.Arbitrary<{ graph: TemporalGraph; question: PathsReferenceQuestion }> =
  temporalGraph()
    .chain((graph) => pathsQuestionAbout(graph).map((question) => ({ graph, question })))
    .filter(
      (drawn): drawn is { graph: TemporalGraph; question: PathsReferenceQuestion } => drawn.question !== null,
    );

function engine(
  graph: TemporalGraph,
  question: PathsReferenceQuestion,
  over: Partial<PathsQuestion> = {},
): Promise<FoundPaths> {
  return bestPaths({ ...asPathsQuestion(question), ...over }, new MemoryPathsGraph(graph, question), noPause);
}

describe('paths', () => {
  it('are those of the definition, in its order, on random temporal graphs', async () => {
    let found = 0;
    let cut = 0;
    await fc.assert(
      fc.asyncProperty(graphAndPaths, async ({ graph, question }) => {
        const { maxHops, first } = question;
        const all = referencePaths(graph, question, maxHops + FURTHER);
        const within = all.filter(({ steps }) => steps.length <= maxHops);
        const answer = await engine(graph, question);
        expect(answer.paths.map(describePath)).toEqual(within.slice(0, first).map(describeReferencePath));
        const cuts = answer.truncatedBy.filter((by) => by !== 'HUB');
        const isLonger = all.length > within.length;
        expect(cuts).toEqual(within.length > first ? ['MAX_PATHS'] : isLonger ? ['MAX_HOPS'] : []);
        for (const hub of answer.hubs) {
          expect(hub.degree).toBeGreaterThan(question.hubBound);
          expect(hub.hops).toBeGreaterThanOrEqual(1);
          expect(hub.hops).toBeLessThan(maxHops);
        }
        expect(answer.hubs.length > 0).toBe(answer.truncatedBy.includes('HUB'));
        if (answer.paths.length > 0) found++;
        if (cuts.includes('MAX_PATHS')) cut++;
        // Where no hub is named, passing through them all finds no more.
        if (answer.truncatedBy.includes('HUB')) return;
        // An answer that is full looks no further than its last path: hubs beyond it are not known.
        const lookedAt = cuts.includes('MAX_PATHS')
          ? (answer.paths.at(-1)?.steps.length ?? maxHops)
          : maxHops;
        const through = referencePaths(graph, { ...question, hubBound: 1_000 }, lookedAt);
        expect(through.length).toBe(within.filter(({ steps }) => steps.length <= lookedAt).length);
      }),
      { numRuns: 1_000 },
    );
    // Most questions must have an answer, or the comparison would prove little.
    expect(found).toBeGreaterThan(150);
    expect(cut).toBeGreaterThan(3);
  }, 120_000);

  it('exist where a path does, and where the radius says so', async () => {
    await fc.assert(
      fc.asyncProperty(graphAndPaths, async ({ graph, question }) => {
        const asked: ExistenceQuestion = asPathsQuestion(question);
        const answer = await shortestPath(asked, new MemoryPathsGraph(graph, question));
        const { exists, hops, arrivedAt, lens, truncatedBy } = answer;
        const within = referencePaths(graph, question, question.maxHops);
        expect({ exists, hops, arrivedAt, lens }).toEqual(referenceExistence(within));
        const radius = await traverse(
          { ...asRadiusQuestion({ ...question, maxNodes: 1_000 }), direction: 'FORWARD' },
          new MemoryRadiusGraph(graph, {
            ...asRadiusQuestion(question),
            ...question,
            direction: 'FORWARD',
            since: asked.since,
          }),
        );
        const targets = new Set(question.targets.map(idOf));
        expect(radius.nodes.some(({ id }) => targets.has(id))).toBe(exists);
        if (truncatedBy.length > 0) return;
        // Where nothing is cut, neither longer paths nor such through hubs make a difference.
        const longer = referencePaths(graph, question, question.maxHops + FURTHER);
        const through = referencePaths(graph, { ...question, hubBound: 1_000 }, question.maxHops);
        expect([longer.length > 0, through.length > 0]).toEqual([exists, exists]);
      }),
      { numRuns: 500 },
    );
  }, 120_000);

  it('stay what they are when more are allowed', async () => {
    await fc.assert(
      fc.asyncProperty(graphAndPaths, async ({ graph, question }) => {
        const few = (await engine(graph, question)).paths.map(describePath);
        const more = await engine(graph, question, { first: question.first + 5 });
        const further = await engine(graph, question, { maxHops: question.maxHops + 1 });
        expect(more.paths.map(describePath).slice(0, few.length)).toEqual(few);
        expect(further.paths.map(describePath).slice(0, few.length)).toEqual(few);
      }),
      { numRuns: 200 },
    );
  }, 60_000);

  it('are the first in order whatever is cut, and the cut is named', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        graphAndPaths,
        fc.constantFrom<Partial<PathsQuestion>>(
          { maxNodes: 6 },
          { maxStepCost: 61 },
          { maxEdges: 5 },
          { maxPrefixes: 4 },
        ),
        async ({ graph, question }, limit) => {
          const whole = await engine(graph, question);
          const narrow = await engine(graph, question, limit);
          const paths = narrow.paths.map(describePath);
          expect(paths).toEqual(whole.paths.map(describePath).slice(0, paths.length));
          for (const by of narrow.truncatedBy) seen.add(by);
          expect(paths.length < whole.paths.length && narrow.truncatedBy.length === 0).toBe(false);
        },
      ),
      { numRuns: 500 },
    );
    expect([...seen].toSorted()).toEqual(['HUB', 'MAX_EDGES', 'MAX_HOPS', 'MAX_NODES', 'MAX_PATHS']);
  }, 60_000);

  it('prefer the rarer thing to the earlier arrival, and fewer hops to both', async () => {
    const graph = chain();
    const answer = await engine(graph, questionOf({ first: 10 }));
    expect(answer.paths.map((path) => path.steps.map(({ to }) => to.ref.key))).toEqual([
      ['rare', 'T'],
      ['common', 'T'],
      ['first', 'U', 'second', 'T'],
    ]);
    expect(answer.paths.map(({ arrivedAt }) => arrivedAt)).toEqual([8, 3, 4]);
    expect(answer.truncatedBy).toEqual([]);
  });

  it('keep what was found when time runs out, at every moment at which it may', async () => {
    const graph = chain();
    const question = questionOf({ first: 10 });
    const whole = await engine(graph, question);
    const lengths = new Set<number>();
    for (let calls = 0; calls < 60; calls++) {
      const memory = new LateGraph(new MemoryPathsGraph(graph, question), calls);
      const answer = await bestPaths(asPathsQuestion(question), memory, () => memory.tick());
      const paths = answer.paths.map(describePath);
      expect(paths).toEqual(whole.paths.map(describePath).slice(0, paths.length));
      lengths.add(paths.length);
      const isCut = answer.truncatedBy.includes('TIMEOUT') || answer.truncatedBy.includes('MAX_HOPS');
      expect(paths.length === whole.paths.length || isCut).toBe(true);
    }
    expect(lengths).toEqual(new Set([0, 2, 3]));
  });
});

describe('a database that lacks memory for a step', () => {
  const failing = (code: string): PathsGraph => {
    const memory = new MemoryPathsGraph(chain(), questionOf({}));
    const expand = () => Promise.reject(new QueryFailedError('radius', code, 'no more'));
    return {
      forward: { expand },
      backward: { expand },
      relationships: (between) => memory.relationships(between),
      things: (refs) => memory.things(refs),
      sessionCount: () => memory.sessionCount(),
    };
  };
  const question = asPathsQuestion(questionOf({}));

  it('cuts the answer, and any other fault fails it', async () => {
    const full = failing('Neo.TransientError.General.MemoryPoolOutOfMemoryError');
    expect(await bestPaths(question, full, noPause)).toMatchObject({ paths: [], truncatedBy: ['MAX_NODES'] });
    expect(await shortestPath(question, full)).toMatchObject({ exists: false, truncatedBy: ['MAX_NODES'] });
    const broken = failing('Neo.ClientError.Statement.SyntaxError');
    await expect(bestPaths(question, broken, noPause)).rejects.toThrow(QueryFailedError);
    await expect(shortestPath(question, broken)).rejects.toThrow(QueryFailedError);
  });
});

/** S reaches T through a rare file late, through one that many read early, and earlier still in four hops. */
function chain(): TemporalGraph {
  const names = ['S', 'T', 'U', 'V', 'W', 'X'];
  const contactOf = (kind: 'READ' | 'WROTE', from: string, to: string, at: number) =>
    ({ kind, from, to, times: [at], untimed: 0 }) as const;
  return {
    sessions: names.map((key) => ({ key, startedAt: 0, lastSeenAt: 20, closedAt: null })),
    relationships: [
      contactOf('WROTE', 'S', 'rare', 7),
      contactOf('READ', 'T', 'rare', 8),
      contactOf('WROTE', 'S', 'common', 2),
      contactOf('READ', 'T', 'common', 3),
      contactOf('READ', 'V', 'common', 3),
      contactOf('READ', 'W', 'common', 3),
      contactOf('WROTE', 'S', 'first', 1),
      contactOf('READ', 'U', 'first', 2),
      contactOf('WROTE', 'U', 'second', 3),
      contactOf('READ', 'T', 'second', 4),
    ],
  };
}

function questionOf(over: Partial<PathsReferenceQuestion>): PathsReferenceQuestion {
  return {
    seeds: [{ label: 'Session', key: 'S' }],
    targets: [{ label: 'Session', key: 'T' }],
    direction: 'FORWARD',
    lenses: ['TAINT'],
    kinds: ['READ', 'WROTE'],
    since: -Infinity,
    until: 100,
    asOf: 100,
    idleMs: 10,
    maxHops: 4,
    maxNodes: 1_000,
    hubBound: 1_000,
    reincluded: new Set(),
    sessionCount: 6,
    first: 10,
    ...over,
  };
}

/** Lets so many calls through before time runs out. */
class LateGraph implements PathsGraph {
  readonly forward: PathsGraph['forward'];
  readonly backward: PathsGraph['backward'];

  constructor(
    private readonly graph: PathsGraph,
    private calls: number,
  ) {
    const timed = (inner: PathsGraph['forward']): PathsGraph['forward'] => ({
      expand: async (expansion) => {
        await this.tick();
        return inner.expand(expansion);
      },
    });
    this.forward = timed(graph.forward);
    this.backward = timed(graph.backward);
  }

  tick(): Promise<void> {
    return this.calls-- > 0 ? Promise.resolve() : Promise.reject(new QueryTimeoutError('late'));
  }

  async relationships(between: Parameters<PathsGraph['relationships']>[0]) {
    await this.tick();
    return this.graph.relationships(between);
  }

  async things(refs: Parameters<PathsGraph['things']>[0]) {
    await this.tick();
    return this.graph.things(refs);
  }

  async sessionCount() {
    await this.tick();
    return this.graph.sessionCount();
  }
}
