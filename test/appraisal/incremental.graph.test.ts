import fc from 'fast-check';
import type { Driver } from 'neo4j-driver';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';

import { Appraiser } from '../../src/appraisal/appraiser.js';
import type { RuntrailEvent } from '../../src/events/event.js';
import { Graph } from '../../src/graph/graph.js';
import { applySchema } from '../../src/graph/schema.js';
import { BatchWriter } from '../../src/ingest/batch-writer.js';
import { connectForTest, wipe } from '../support/database.js';
import { dumpGraph } from '../support/dump-graph.js';
import { eventArb } from '../support/random-events.js';
import { act, ask, called, type Cast, DAY_MINUTES, end, read, START, wrote } from './story.js';
import { redaction } from '../support/redaction.js';

let driver: Driver;
let graph: Graph;

beforeAll(async () => {
  driver = connectForTest();
  graph = Graph.connect(inject('neo4j'));
  await applySchema(graph);
});

afterAll(async () => {
  await graph.close();
  await driver.close();
});

/** Few people, machines, keys, files and hosts, so that sessions share all of them over seventy days. */
const castArb: fc.Arbitrary<Omit<Cast, 'session'>> = fc
  .record({
    user: fc.constantFrom('alice@x.com', 'alice@x.com', 'bob@x.com', null, undefined),
    userBasis: fc.constantFrom('LOGIN' as const, 'OS_ACCOUNT' as const),
    endpoint: fc.constantFrom('mac-of-alice', 'pc-of-bob', '10.0.1.44', undefined),
    key: fc.constantFrom('aa', 'bb', 'cc', 'sk-ant-...A3F2'),
    hint: fc.constantFrom('sk-ant-...A3F2', 'sk-ant-...C001'),
    sensitivity: fc.constantFrom('HIGH' as const, undefined, undefined),
  })
  .map(({ user, endpoint, sensitivity, ...rest }) => ({
    ...rest,
    repository: 'github.com/acme/pay',
    ...(user === undefined ? {} : { user }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(sensitivity === undefined ? {} : { sensitivity }),
  }));

const touchArb = fc.constantFrom(
  read('/work/src/auth.ts'),
  wrote('/work/src/auth.ts'),
  read('/work/.env'),
  called('files.example.com'),
  called('rare.example.com'),
  called('mac-of-alice'),
  called('github.com', 'GIT'),
);

const storyArb: fc.Arbitrary<RuntrailEvent[]> = fc
  .array(
    fc.record({
      cast: castArb,
      day: fc.oneof(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 70 })),
      acts: fc.array(
        fc.record({
          minute: fc.oneof(
            { weight: 9, arbitrary: fc.integer({ min: 0, max: 40 }) },
            { weight: 1, arbitrary: fc.constant(null) },
          ),
          touches: fc.array(touchArb, { maxLength: 2 }),
          bySubagent: fc.boolean(),
        }),
        { minLength: 1, maxLength: 6 },
      ),
      /** Acts throughout, as the session before it does, of which it is a copy on another machine. */
      isTwin: fc.nat(4).map((n) => n === 0),
      ends: fc.boolean(),
    }),
    { minLength: 6, maxLength: 14 },
  )
  .map((sessions) =>
    sessions.flatMap(({ acts, isTwin, ends, ...before }, i) => {
      const { cast, day } = isTwin ? (sessions[i - 1] ?? before) : before;
      const isBusy = isTwin || sessions[i + 1]?.isTwin === true;
      const from = day * DAY_MINUTES;
      const own: Cast = { ...cast, session: `s${i}`, ...(isTwin ? { endpoint: 'vm-in-cloud' } : {}) };
      const events = acts.map(({ minute, touches, bySubagent }) =>
        act(bySubagent ? { ...own, agentId: 'x' } : own, minute === null ? null : from + minute, touches),
      );
      if (isBusy) events.push(...[0, 10, 20, 30, 40].map((minute) => act(own, from + minute)));
      if (ends) events.push(end(own, from + 41));
      return events;
    }),
  );

function samples<T>(arbitrary: fc.Arbitrary<T>, numRuns: number, seed: number): T[] {
  return fc.sample(arbitrary, { numRuns, seed });
}

function shuffled<T>(items: readonly T[], seed: number): T[] {
  return samples(fc.shuffledSubarray([...items], { minLength: items.length }), 1, seed)[0] ?? [];
}

async function write(events: readonly RuntrailEvent[]): Promise<void> {
  await new BatchWriter(graph, { redaction }).write({ events, rejects: [], receivedAt: START });
}

async function fromScratch(events: readonly RuntrailEvent[]): Promise<string[]> {
  await wipe(driver);
  await write(events);
  await new Appraiser(graph).drain();
  return dumpGraph(driver);
}

/** Lines of one graph that the other has not: a whole graph is too long to read in a failure. */
function differences(
  found: readonly string[],
  expected: readonly string[],
): { extra: string[]; missing: string[] } {
  const [a, b] = [new Set(found), new Set(expected)];
  return { extra: found.filter((line) => !b.has(line)), missing: expected.filter((line) => !a.has(line)) };
}

const SAME = { extra: [], missing: [] };

async function nothingWaits(): Promise<void> {
  const rows = await ask(
    driver,
    'MATCH (n) WHERE n.appraisalDue IS NOT NULL OR n.clusterDue IS NOT NULL RETURN n.key AS key',
  );
  expect(rows).toEqual([]);
}

describe('appraising as events arrive', () => {
  test(
    'ends where appraising everything at once does, for any order and any pieces',
    { timeout: 300_000 },
    async () => {
      for (const [i, events] of samples(storyArb, 10, 11).entries()) {
        const expected = await fromScratch(events);
        await nothingWaits();
        await wipe(driver);
        const order = shuffled(events, i);
        const size = 2 + (i % 9);
        for (let at = 0; at < order.length; at += size) {
          await write(order.slice(at, at + size));
          await new Appraiser(graph).drain();
        }
        expect(differences(await dumpGraph(driver), expected)).toEqual(SAME);
      }
    },
  );

  test(
    'holds too where records change what is stored: users, times, relationships and whole sessions move',
    { timeout: 300_000 },
    async () => {
      const batches = samples(fc.array(eventArb, { minLength: 10, maxLength: 40 }), 10, 7);
      for (const [i, events] of batches.entries()) {
        const expected = await fromScratch(events);
        await wipe(driver);
        const size = 2 + (i % 7);
        for (let at = 0; at < events.length; at += size) {
          await write(events.slice(at, at + size));
          await new Appraiser(graph).drain();
        }
        expect(differences(await dumpGraph(driver), expected)).toEqual(SAME);
      }
    },
  );

  test('every score is the sum of its signals, and the sharing of keys is what their sessions say', async () => {
    const raised = new Set<string>();
    for (const events of samples(storyArb, 8, 5)) {
      await fromScratch(events);
      const rows = await ask(
        driver,
        `MATCH (s:Session) WHERE s.topLevel AND s.orderAt IS NOT NULL
         OPTIONAL MATCH (s)-[:RAISED]->(n:Signal)
         RETURN s.key AS key, s.consequence AS consequence, coalesce(sum(n.points), 0) AS points, s.sharedKey AS sharedKey,
           s.trustBoundaryPoints AS trustBoundary, s.highSignal AS highSignal, collect(n.code) AS codes,
           sum(CASE WHEN n.kind <> 'SCOPE' THEN n.points ELSE 0 END) AS trustBoundaryPoints`,
      );
      expect(rows.length).toBeGreaterThan(0);
      for (const row of rows) {
        expect(row['consequence']).toBe(row['points']);
        expect(row['trustBoundary']).toBe(row['trustBoundaryPoints']);
        expect(row['highSignal']).toBe(Number(row['points']) >= 50 && Number(row['trustBoundary']) >= 15);
        expect(row['sharedKey']).toBe((row['codes'] as string[]).includes('SHARED_KEY'));
        for (const code of row['codes'] as string[]) raised.add(code);
      }
    }
    // The stories reach every signal, so that the comparisons above speak of all of them.
    expect([...raised].sort()).toEqual([
      'IMPOSSIBLE_CONCURRENCY',
      'OUTBOUND_EXTERNAL',
      'READ_THEN_OUTBOUND',
      'SENSITIVE_READ',
      'SHARED_KEY',
      'WEAK_ATTRIBUTION',
    ]);
  });

  test('several appraisers beside a writer end there too', { timeout: 300_000 }, async () => {
    for (const [i, events] of samples(storyArb, 5, 23).entries()) {
      const expected = await fromScratch(events);
      await wipe(driver);
      const order = shuffled(events, i);
      const failures: unknown[] = [];
      const appraisers = [1, 2, 3].map(
        () => new Appraiser(graph, { pollMs: 20, onError: (error) => failures.push(error) }),
      );
      for (const appraiser of appraisers) appraiser.start();
      for (let at = 0; at < order.length; at += 4) {
        await write(order.slice(at, at + 4));
        for (const appraiser of appraisers) appraiser.notify();
      }
      await Promise.all(appraisers.map((appraiser) => appraiser.drain()));
      await Promise.all(appraisers.map((appraiser) => appraiser.stop()));
      await new Appraiser(graph).drain();
      expect(failures).toEqual([]);
      await nothingWaits();
      expect(differences(await dumpGraph(driver), expected)).toEqual(SAME);
    }
  });

  test('work that a killed process had claimed is taken up again once the claim has run out', async () => {
    const events = samples(storyArb, 1, 3)[0] ?? [];
    const expected = await fromScratch(events);
    await wipe(driver);
    await write(events);
    const abandoned = { token: '000000000000001-abandoned' };
    await ask(driver, 'MATCH (n:Session|ApiKey) WHERE n.appraisalDue SET n.appraisalDue = $token', abandoned);
    const appraiser = new Appraiser(graph);
    expect(await appraiser.pending()).toBeGreaterThan(0);
    await appraiser.drain();
    expect(await appraiser.pending()).toBe(0);
    expect(differences(await dumpGraph(driver), expected)).toEqual(SAME);
  });

  test('a graph that other rules scored is scored again', async () => {
    const events = samples(storyArb, 1, 4)[0] ?? [];
    const expected = await fromScratch(events);
    await ask(
      driver,
      `MATCH (state:AppraisalState) SET state.rulesVersion = 0
       WITH DISTINCT 1 AS one MATCH (s:Session) WHERE s.topLevel SET s.consequence = 999, s.rulesVersion = 0`,
    );
    await new Appraiser(graph).drain();
    expect(differences(await dumpGraph(driver), expected)).toEqual(SAME);
  });

  test('the service appraises what it is notified of, and stops when asked', async () => {
    await wipe(driver);
    const appraiser = new Appraiser(graph, { pollMs: 60_000 });
    await appraiser.drain();
    appraiser.start();
    await write([act({ session: 's', user: null }, 0)]);
    await expect
      .poll(
        async () => {
          appraiser.notify();
          return (await ask(driver, 'MATCH (s:Session) RETURN s.consequence AS points'))[0]?.['points'];
        },
        { timeout: 10_000 },
      )
      .toBe(40);
    await appraiser.stop();
    await write([act({ session: 't', user: null }, 0)]);
    appraiser.notify();
    expect(await appraiser.pending()).toBe(1);
  });
});
