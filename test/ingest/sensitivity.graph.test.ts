import fc from 'fast-check';
import type { Driver } from 'neo4j-driver';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';

import { Appraiser } from '../../src/appraisal/appraiser.js';
import type { RuntrailEvent } from '../../src/events/event.js';
import { Graph } from '../../src/graph/graph.js';
import { applySchema } from '../../src/graph/schema.js';
import { BatchWriter } from '../../src/ingest/batch-writer.js';
import { adoptSensitivity, SensitivityTakenOverError } from '../../src/ingest/sensitivity-update.js';
import type { HostReach } from '../../src/sensitivity/host-reach.js';
import type { OrganisationRules } from '../../src/sensitivity/rules-file.js';
import { SensitivityRules } from '../../src/sensitivity/sensitivity-rules.js';
import { act, ask, called, keyOf, read, wrote } from '../appraisal/story.js';
import { connectForTest, wipe } from '../support/database.js';
import { dumpGraph } from '../support/dump-graph.js';
import { eventArb, RECEIVED } from '../support/random-events.js';
import { redaction } from '../support/redaction.js';

let driver: Driver;
let graph: Graph;
let appraiser: Appraiser;

beforeAll(async () => {
  driver = connectForTest();
  graph = Graph.connect(inject('neo4j'));
  await applySchema(graph);
  appraiser = new Appraiser(graph);
});

afterAll(async () => {
  await graph.close();
  await driver.close();
});

beforeEach(() => wipe(driver));

function rulesOf(own: Partial<OrganisationRules>): SensitivityRules {
  return new SensitivityRules({ files: [], repositories: [], hosts: [], ...own });
}

const BUILT_IN = new SensitivityRules();
const STRICT = rulesOf({
  files: [
    { glob: 'fixtures/**', level: 'NONE', reason: 'made-up data' },
    { glob: '*.tariff', level: 'CRITICAL', reason: 'what customers pay' },
  ],
  repositories: [{ remote: 'github.com/acme/**', level: 'HIGH', reason: 'the product' }],
  hosts: [
    { pattern: '*.acme.example.com', reach: 'INTERNAL', reason: 'our own' },
    { pattern: 'api.example.com', reach: 'KNOWN_PROVIDER', reason: 'our gateway' },
  ],
});
const LAX = rulesOf({
  files: [{ glob: '.aws/credentials', level: 'NONE', reason: 'handed out for a day' }],
  repositories: [{ remote: 'github.com/acme/pay', level: 'CRITICAL', reason: 'payments' }],
  hosts: [{ pattern: '10.0.0.0/16', reach: 'EXTERNAL', reason: 'the guests' }],
});

async function write(events: readonly RuntrailEvent[], sensitivity: SensitivityRules): Promise<void> {
  const writer = new BatchWriter(graph, { redaction, sensitivity });
  await writer.write({ events, rejects: [], receivedAt: RECEIVED });
}

/** What the graph is where all of this is received under these rules from the start. */
async function received(events: readonly RuntrailEvent[], rules: SensitivityRules): Promise<string[]> {
  await wipe(driver);
  await adoptSensitivity(graph, rules);
  await write(events, rules);
  return dumpGraph(driver);
}

/** The same, appraised. */
async function fresh(events: readonly RuntrailEvent[], rules: SensitivityRules): Promise<string[]> {
  await received(events, rules);
  await appraiser.drain();
  return dumpGraph(driver);
}

const NONE = { unexpected: [], missing: [] };

/** The first lines in which two dumps differ. */
function difference(actual: readonly string[], expected: readonly string[]) {
  const [a, b] = [new Set(actual), new Set(expected)];
  return {
    unexpected: actual.filter((line) => !b.has(line)).slice(0, 5),
    missing: expected.filter((line) => !a.has(line)).slice(0, 5),
  };
}

async function fileLevels(): Promise<Record<string, unknown>> {
  const rows = await ask(driver, 'MATCH (f:File) RETURN f.path AS path, f.sensitivity AS level');
  return Object.fromEntries(rows.map(({ path, level }) => [path as string, level]));
}

async function signalPoints(session: string): Promise<Record<string, unknown>> {
  const rows = await ask(
    driver,
    'MATCH (:Session {key: $key})-[:RAISED]->(s:Signal) RETURN s.code AS code, s.points AS points',
    { key: keyOf(session) },
  );
  return Object.fromEntries(rows.map(({ code, points }) => [code as string, points]));
}

async function dueSessions(): Promise<unknown[]> {
  const rows = await ask(
    driver,
    'MATCH (s:Session) WHERE s.appraisalDue RETURN s.sessionId AS id ORDER BY id',
  );
  return rows.map(({ id }) => id);
}

const shop = { session: 'shop', user: 'dana@acme.example', repository: 'github.com/acme/shop' };
const pay = { session: 'pay', repository: 'github.com/acme/pay', sensitivity: 'LOW' as const };
const blog = { session: 'blog', repository: 'github.com/dana/blog' };
const home = { session: 'home', endpoint: 'dana-laptop', key: 'aa11' };

const STORY: readonly RuntrailEvent[] = [
  act(shop, 0, [read('/work/src/auth.ts'), read('/work/fixtures/.env'), read('/work/prices/eu.tariff')]),
  act({ ...shop, agentId: 'helper' }, 1, [called('ci.acme.example.com')]),
  act(pay, 2, [wrote('/work/src/checkout.ts'), read('/work/notes.md')]),
  act(pay, 3, [called('api.example.com'), called('10.0.1.44')]),
  act(blog, 4, [read('/work/src/auth.ts'), called('api.example.com')]),
  act(home, 5, [read('/home/dana/.aws/credentials'), called('files.example.org')]),
  act({ ...home, session: 'quiet' }, 6, [read('/home/dana/notes.md')]),
];

describe("an organisation's rules", () => {
  test('for files raise and lower, and say why', async () => {
    await write(STORY, STRICT);
    expect(await fileLevels()).toMatchObject({
      'prices/eu.tariff': 'CRITICAL',
      'fixtures/.env': 'NONE',
      'notes.md': 'NONE',
      '/home/dana/.aws/credentials': 'CRITICAL',
    });
    const [tariff] = await ask(driver, "MATCH (f:File {path: 'prices/eu.tariff'}) RETURN properties(f) AS f");
    expect(tariff?.['f']).toMatchObject({
      sensitivityRule: 'organisation: what customers pay',
      sensitivityMatched: 'eu.tariff',
      takesRepositoryLevel: false,
    });
    await appraiser.drain();
    expect((await signalPoints('shop'))['SENSITIVE_READ']).toBe(30);
  });

  test('for repositories raise guarded source in them, and nothing else', async () => {
    await write(STORY, STRICT);
    const rows = await ask(
      driver,
      `MATCH (f:File)-[:IN_REPOSITORY]->(r:Repository) WHERE f.name IN ['auth.ts', 'checkout.ts', 'notes.md']
       RETURN r.name + ' ' + f.name AS file, f.sensitivity AS level ORDER BY file`,
    );
    expect(Object.fromEntries(rows.map(({ file, level }) => [file as string, level]))).toEqual({
      'acme/pay checkout.ts': 'HIGH',
      'acme/pay notes.md': 'NONE',
      'acme/shop auth.ts': 'HIGH',
      'dana/blog auth.ts': 'LOW',
    });
  });

  test('and what events declare: the highest holds', async () => {
    const declared = { ...pay, session: 'declared', sensitivity: 'CRITICAL' as const };
    await write(STORY, STRICT);
    await write([act(declared, 9)], STRICT);
    const rows = await ask(
      driver,
      'MATCH (r:Repository) RETURN r.name AS name, r.ruleSensitivity AS rule, r.sensitivity AS level ORDER BY name',
    );
    expect(rows).toEqual([
      { name: 'acme/pay', rule: 'HIGH', level: 'CRITICAL' },
      { name: 'acme/shop', rule: 'HIGH', level: 'HIGH' },
      { name: 'dana/blog', rule: null, level: null },
    ]);
    expect(await fileLevels()).toMatchObject({ 'src/checkout.ts': 'CRITICAL' });
  });

  test('for repositories hold when a stored fact changes', async () => {
    const event = act(shop, 0, [read('/work/src/auth.ts')]);
    const told: RuntrailEvent = {
      ...event,
      source: 'TRANSCRIPT',
      payload: 'told again',
      summary: 'told again',
    };
    await write([event], STRICT);
    const writer = new BatchWriter(graph, { redaction, sensitivity: STRICT });
    const { changedEvents } = await writer.write({ events: [told], rejects: [], receivedAt: RECEIVED });
    expect(changedEvents).toBe(1);
    expect(await ask(driver, 'MATCH (r:Repository) RETURN r.sensitivity AS level')).toEqual([
      { level: 'HIGH' },
    ]);
    expect(await fileLevels()).toEqual({ 'src/auth.ts': 'HIGH' });
  });

  test('for hosts decide what is an outbound call', async () => {
    await fresh(STORY, BUILT_IN);
    const builtIn = [await signalPoints('shop'), await signalPoints('pay')];
    await fresh(STORY, STRICT);
    const own = [await signalPoints('shop'), await signalPoints('pay')];
    expect(builtIn.map((points) => points['OUTBOUND_EXTERNAL'])).toEqual([15, 15]);
    expect(own.map((points) => points['OUTBOUND_EXTERNAL'])).toEqual([undefined, undefined]);
  });
});

/** Random events, of which some are in a repository that the rules speak of. */
const ruledEventArb = eventArb.map((event): RuntrailEvent => {
  const { repository } = event.context;
  if (repository?.root !== '/home/alice/pay') return event;
  const remote = 'github.com/acme/pay';
  const payload = event.payload === null ? null : `${event.payload} in ${remote}`;
  return { ...event, payload, context: { ...event.context, repository: { ...repository, remote } } };
});

/** More for a long check: RUNTRAIL_TEST_RUNS=200. */
const RUNS = Number(process.env['RUNTRAIL_TEST_RUNS'] ?? 4);

function randomRuns(seed: number): RuntrailEvent[][] {
  return fc.sample(fc.array(ruledEventArb, { minLength: 20, maxLength: 40 }), { numRuns: RUNS, seed });
}

/** From LAX on, every change from one of the rules to another. */
const EACH_FROM_EACH = [
  ['strict', STRICT],
  ['lax', LAX],
  ['builtIn', BUILT_IN],
  ['strict', STRICT],
  ['builtIn', BUILT_IN],
  ['lax', LAX],
] as const;

test(
  'any order and any batching gives the same graph under rules of an organisation',
  async () => {
    for (const [i, events] of randomRuns(5).entries()) {
      const rules = i % 2 === 0 ? STRICT : LAX;
      const atOnce = await received(events, rules);
      await wipe(driver);
      await adoptSensitivity(graph, rules);
      const shuffled = fc.shuffledSubarray(events, { minLength: events.length });
      const queue = fc.sample(shuffled, { numRuns: 1, seed: i }).flat();
      expect(queue).toHaveLength(events.length);
      while (queue.length > 0) await write(queue.splice(0, 2 + i), rules);
      expect(difference(await dumpGraph(driver), atOnce)).toEqual(NONE);
    }
  },
  RUNS * 40_000,
);

describe('adoptSensitivity', () => {
  test('makes the graph what it is where all was received and appraised under the new rules', async () => {
    const expected = {
      builtIn: await fresh(STORY, BUILT_IN),
      strict: await fresh(STORY, STRICT),
      lax: await fresh(STORY, LAX),
    };
    for (const [name, rules] of EACH_FROM_EACH) {
      await adoptSensitivity(graph, rules);
      await appraiser.drain();
      expect([name, difference(await dumpGraph(driver), expected[name])]).toEqual([name, NONE]);
    }
  });

  test(
    'does so for whatever was received',
    async () => {
      for (const events of randomRuns(9)) {
        const expected = {
          builtIn: await received(events, BUILT_IN),
          strict: await received(events, STRICT),
          lax: await received(events, LAX),
        };
        for (const [name, rules] of EACH_FROM_EACH) {
          await adoptSensitivity(graph, rules);
          expect([name, difference(await dumpGraph(driver), expected[name])]).toEqual([name, NONE]);
        }
      }
    },
    RUNS * 40_000,
  );

  test('takes in a graph that has no version yet', async () => {
    const expected = await fresh(STORY, STRICT);
    await wipe(driver);
    await write(STORY, BUILT_IN);
    expect(await adoptSensitivity(graph, STRICT)).toEqual({ repositories: 2, files: 4, hosts: 2 });
    await appraiser.drain();
    expect(difference(await dumpGraph(driver), expected)).toEqual(NONE);
  });

  test('marks the sessions that touched what changed, and no others', async () => {
    await fresh(STORY, BUILT_IN);
    await adoptSensitivity(
      graph,
      rulesOf({ hosts: [{ pattern: '*.example.com', reach: 'INTERNAL', reason: 'ours' }] }),
    );
    // `shop` called by its subagent only.
    expect(await dueSessions()).toEqual(['blog', 'pay', 'shop']);
    await appraiser.drain();
    expect(await signalPoints('shop')).not.toHaveProperty('OUTBOUND_EXTERNAL');

    const tariffs = [{ glob: '*.tariff', level: 'HIGH', reason: 'prices' }] as const;
    await adoptSensitivity(graph, rulesOf({ files: tariffs }));
    expect(await dueSessions()).toEqual(['blog', 'pay', 'shop']);
    await appraiser.drain();
    await adoptSensitivity(graph, BUILT_IN);
    expect(await dueSessions()).toEqual(['shop']);
  });

  test('writes nothing where the rules say the same of what is stored', async () => {
    await fresh(STORY, BUILT_IN);
    const elsewhere = rulesOf({ files: [{ glob: '*.nowhere', level: 'HIGH', reason: 'none is stored' }] });
    const before = await dumpGraph(driver);
    expect(await adoptSensitivity(graph, elsewhere)).toEqual({ repositories: 0, files: 0, hosts: 0 });
    const changed = difference(await dumpGraph(driver), before).unexpected;
    expect(changed).toHaveLength(1);
    expect(changed[0]).toContain('AppraisalState');
    expect(await adoptSensitivity(graph, elsewhere)).toBeNull();
  });

  test('goes through more nodes than one page holds', async () => {
    const hosts = 2_100;
    await ask(
      driver,
      `UNWIND range(1, ${hosts}) AS i CREATE (:Host {key: 'h' + i + '.example.org', name: 'h' + i + '.example.org', reach: 'EXTERNAL'})`,
    );
    const ours = rulesOf({ hosts: [{ pattern: '*.example.org', reach: 'INTERNAL', reason: 'ours' }] });
    expect(await adoptSensitivity(graph, ours)).toMatchObject({ hosts });
    expect(await ask(driver, 'MATCH (h:Host) RETURN h.reach AS reach, count(*) AS hosts')).toEqual([
      { reach: 'INTERNAL', hosts },
    ]);
  });

  test.each([
    ['the same rules', STRICT],
    ['the rules before', BUILT_IN],
    ['other rules', LAX],
  ])('is finished by the next start after it was interrupted: with %s', async (_, next) => {
    const expected = await fresh(STORY, next);
    await fresh(STORY, BUILT_IN);
    await expect(adoptSensitivity(graph, new EndsAtHosts(STRICT))).rejects.toThrow('the process ends');
    expect(await fileLevels()).toMatchObject({ 'prices/eu.tariff': 'CRITICAL' });
    await adoptSensitivity(graph, next);
    await appraiser.drain();
    expect(difference(await dumpGraph(driver), expected)).toEqual(NONE);
  });

  test('may run in two processes at once', async () => {
    const expected = await fresh(STORY, STRICT);
    await fresh(STORY, BUILT_IN);
    await Promise.all([adoptSensitivity(graph, STRICT), adoptSensitivity(graph, STRICT)]);
    await appraiser.drain();
    expect(difference(await dumpGraph(driver), expected)).toEqual(NONE);
  });

  test('gives way to a process that comes later with other rules', async () => {
    const expected = await fresh(STORY, LAX);
    await fresh(STORY, BUILT_IN);
    let reads = 0;
    const slow = readingAfter(async () => {
      reads++;
      if (reads === 2) await adoptSensitivity(graph, LAX);
    });
    await expect(adoptSensitivity(slow, STRICT)).rejects.toThrow(SensitivityTakenOverError);
    await appraiser.drain();
    expect(difference(await dumpGraph(driver), expected)).toEqual(NONE);
  });
});

/** Rules with which a process ends when it comes to the hosts. */
class EndsAtHosts extends SensitivityRules {
  readonly #rules: SensitivityRules;
  override readonly version: string;

  constructor(rules: SensitivityRules) {
    super();
    this.#rules = rules;
    this.version = rules.version;
  }

  override fileSensitivity(...about: Parameters<SensitivityRules['fileSensitivity']>) {
    return this.#rules.fileSensitivity(...about);
  }

  override repositoryLevel(remote: string) {
    return this.#rules.repositoryLevel(remote);
  }

  override hostReach(): HostReach | null {
    throw new Error('the process ends');
  }
}

/** The graph, with something else happening before each read. */
function readingAfter(before: () => Promise<void>): Graph {
  const slowRead = async (...query: Parameters<Graph['read']>): Promise<unknown> => {
    await before();
    return graph.read(...query);
  };
  return new Proxy(graph, {
    get: (target, name): unknown => {
      if (name === 'read') return slowRead;
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}
