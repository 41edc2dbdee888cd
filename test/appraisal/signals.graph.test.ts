import type { Driver } from 'neo4j-driver';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';

import { Appraiser } from '../../src/appraisal/appraiser.js';
import { declareEndpoint, declareKeyUse } from '../../src/appraisal/declarations.js';
import type { RuntrailEvent } from '../../src/events/event.js';
import { Graph } from '../../src/graph/graph.js';
import { globalId } from '../../src/graph/model.js';
import { applySchema } from '../../src/graph/schema.js';
import { BatchWriter } from '../../src/ingest/batch-writer.js';
import { connectForTest, wipe } from '../support/database.js';
import { act, ask, called, type Cast, DAY_MINUTES, keyOf, MINUTE, read, START, wrote } from './story.js';
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

interface FoundSignal {
  readonly code: string;
  readonly points: number;
  readonly basis: string;
  readonly evidence: readonly string[];
  readonly entities: readonly string[];
  readonly detail: string;
}

async function write(events: readonly RuntrailEvent[]): Promise<void> {
  await new BatchWriter(graph, { redaction }).write({ events, rejects: [], receivedAt: START });
}

async function appraised(events: readonly RuntrailEvent[]): Promise<void> {
  await wipe(driver);
  await write(events);
  await appraiser.drain();
}

async function signalsOf(session: string): Promise<Record<string, FoundSignal>> {
  const rows = await ask(
    driver,
    'MATCH (:Session {key: $key})-[:RAISED]->(n:Signal) RETURN properties(n) AS signal ORDER BY n.code',
    { key: keyOf(session) },
  );
  return Object.fromEntries(rows.map(({ signal }) => [(signal as FoundSignal).code, signal as FoundSignal]));
}

async function pointsOf(session: string): Promise<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(await signalsOf(session)).map(([code, { points }]) => [code, points]),
  );
}

async function sessionOf(session: string): Promise<Record<string, unknown>> {
  const [row] = await ask(driver, 'MATCH (s:Session {key: $key}) RETURN properties(s) AS s', {
    key: keyOf(session),
  });
  return row?.['s'] as Record<string, unknown>;
}

const repo = { repository: 'github.com/acme/pay', sensitivity: 'HIGH' } as const;
const SECRET = '/home/a/.aws/credentials';
const AUTH = '/work/src/auth.ts';
const NOTES = '/work/notes.md';

describe('SENSITIVE_READ', () => {
  test('a sensitive file counts by its level, the highest once, with one event for each file', async () => {
    const s: Cast = { session: 's', ...repo };
    const events = [act(s, 0, [read(AUTH)]), act(s, 1, [wrote(SECRET)]), act(s, 2, [read(SECRET)])];
    await appraised(events);
    const { SENSITIVE_READ: signal } = await signalsOf('s');
    expect(signal).toMatchObject({
      points: 30,
      basis: 'OBSERVED',
      detail: expect.stringMatching(/^Wrote .*credentials \(CRITICAL\) and 1 more/),
    });
    expect(signal?.evidence).toEqual([events[1]?.id, events[2]?.id, events[0]?.id]);
    expect(signal?.entities).toHaveLength(2);
    expect(await sessionOf('s')).toMatchObject({ consequence: 30, sensitiveTouch: true, highSignal: false });
  });

  test.each<[string, RuntrailEvent[], number | undefined]>([
    ['authentication source of a HIGH repository', [act({ session: 's', ...repo }, 0, [read(AUTH)])], 20],
    [
      'the same in an undeclared one',
      [act({ session: 's', repository: repo.repository }, 0, [read(AUTH)])],
      undefined,
    ],
    ['an ordinary file', [act({ session: 's', ...repo }, 0, [read(NOTES)])], undefined],
    [
      'by a subagent',
      [act({ session: 's' }, 0), act({ session: 's', agentId: 'a', ...repo }, 1, [wrote(AUTH)])],
      20,
    ],
    ['without a time', [act({ session: 's', ...repo }, null, [read(AUTH)])], 20],
  ])('%s', async (_, events, points) => {
    await appraised(events);
    expect((await pointsOf('s'))['SENSITIVE_READ']).toBe(points);
  });

  test('a level declared later reaches the sessions that touched the file before', async () => {
    await appraised([act({ session: 's', repository: repo.repository }, 0, [read(AUTH)])]);
    expect(await pointsOf('s')).toEqual({});
    await write([act({ session: 't', ...repo }, 5)]);
    await appraiser.drain();
    expect(await pointsOf('s')).toEqual({ SENSITIVE_READ: 20 });
  });
});

describe('READ_THEN_OUTBOUND', () => {
  const s: Cast = { session: 's', repository: 'github.com/acme/pay' };
  const minutes = (ms: number): number => ms / MINUTE;

  test.each<[string, RuntrailEvent[], boolean]>([
    ['ten minutes later', [act(s, 0, [read(SECRET)]), act(s, 10, [called('files.example.com')])], true],
    [
      'a millisecond more',
      [act(s, 0, [read(SECRET)]), act(s, minutes(600_001), [called('files.example.com')])],
      false,
    ],
    ['at the same instant', [act(s, 3, [read(SECRET), called('files.example.com')])], true],
    ['a call before the read', [act(s, 0, [called('files.example.com')]), act(s, 1, [read(SECRET)])], false],
    [
      'a second read nearer to the call',
      [act(s, 0, [read(SECRET)]), act(s, 30, [read(SECRET)]), act(s, 39, [called('files.example.com')])],
      true,
    ],
    ['an ordinary file', [act(s, 0, [read(NOTES)]), act(s, 1, [called('files.example.com')])], false],
    [
      'a file that was only written',
      [act(s, 0, [wrote(SECRET)]), act(s, 1, [called('files.example.com')])],
      false,
    ],
    ['an internal host', [act(s, 0, [read(SECRET)]), act(s, 1, [called('10.2.3.4')])], false],
    ['a model provider', [act(s, 0, [read(SECRET)]), act(s, 1, [called('api.anthropic.com')])], false],
    ['a host of unknown reach', [act(s, 0, [read(SECRET)]), act(s, 1, [called('203.0.113.7')])], true],
    ['git to its own remote', [act(s, 0, [read(SECRET)]), act(s, 1, [called('github.com', 'GIT')])], false],
    ['git to another remote', [act(s, 0, [read(SECRET)]), act(s, 1, [called('gitlab.com', 'GIT')])], true],
    [
      'its own remote by other than git',
      [act(s, 0, [read(SECRET)]), act(s, 1, [called('github.com')])],
      true,
    ],
    [
      'a read without a time',
      [act(s, null, [read(SECRET)]), act(s, 1, [called('files.example.com')])],
      false,
    ],
    [
      'a call without a time',
      [act(s, 0, [read(SECRET)]), act(s, null, [called('files.example.com')])],
      false,
    ],
    [
      'read by the session, called by its subagent',
      [act(s, 0, [read(SECRET)]), act({ ...s, agentId: 'a' }, 1, [called('files.example.com')])],
      true,
    ],
    [
      'read by one session, called by another',
      [act(s, 0, [read(SECRET)]), act({ ...s, session: 't' }, 1, [called('files.example.com')])],
      false,
    ],
  ])('%s', async (_, events, raised) => {
    await appraised(events);
    expect((await pointsOf('s'))['READ_THEN_OUTBOUND']).toBe(raised ? 40 : undefined);
  });

  test('cites the read and the call, and says what was read and called', async () => {
    const events = [
      act(s, 0, [read(SECRET)]),
      act(s, 2, [called('files.example.com')]),
      act(s, 3, [called('b.example.com')]),
    ];
    await appraised(events);
    expect((await signalsOf('s'))['READ_THEN_OUTBOUND']).toMatchObject({
      basis: 'OBSERVED',
      evidence: [events[0]?.id, events[1]?.id],
      detail: expect.stringMatching(/credentials and called files\.example\.com 120 s later\.$/),
    });
  });
});

describe('OUTBOUND_EXTERNAL', () => {
  const callers = (count: number): RuntrailEvent[] =>
    Array.from({ length: count }, (_, i) => act({ session: `c${i}` }, i, [called('files.example.com')]));

  test.each<[string, RuntrailEvent[], number | undefined]>([
    ['a host that five sessions call', callers(5), 15],
    ['a host that six sessions call', callers(6), 5],
    ['an internal host', [act({ session: 'c0' }, 0, [called('db.internal')])], undefined],
    ['a model provider', [act({ session: 'c0' }, 0, [called('api.openai.com')])], undefined],
    ['a host of unknown reach', [act({ session: 'c0' }, 0, [called('203.0.113.7')])], 15],
  ])('%s', async (_, events, points) => {
    await appraised(events);
    expect((await pointsOf('c0'))['OUTBOUND_EXTERNAL']).toBe(points);
  });

  test('a session counts once with its subagents', async () => {
    const subagents = Array.from({ length: 8 }, (_, i) =>
      act({ session: 'c0', agentId: `a${i}` }, i, [called('files.example.com')]),
    );
    await appraised([act({ session: 'c0' }, 0), ...subagents]);
    expect(await pointsOf('c0')).toEqual({ OUTBOUND_EXTERNAL: 15 });
  });

  test('the sixth session makes the host common for the five before it', async () => {
    await appraised(callers(5));
    await write(callers(6).slice(5));
    await appraiser.drain();
    for (let i = 0; i < 6; i++) expect(await pointsOf(`c${i}`)).toEqual({ OUTBOUND_EXTERNAL: 5 });
  });

  test('a rare host outweighs a common one', async () => {
    await appraised([...callers(6), act({ session: 'c0' }, 9, [called('rare.example.com')])]);
    expect((await signalsOf('c0'))['OUTBOUND_EXTERNAL']).toMatchObject({
      points: 15,
      detail: 'Called rare.example.com, which few sessions call and 1 more external host.',
    });
  });
});

describe('WEAK_ATTRIBUTION', () => {
  const mac = { endpoint: 'mac-of-alice', key: 'aa' };

  test.each<[string, Cast, number | undefined, string]>([
    [
      'a login on an unknown endpoint',
      { session: 's', user: 'alice@x.com', endpoint: '10.0.0.9' },
      undefined,
      'MEDIUM',
    ],
    ['a mapped account', { session: 's', user: 'alice@x.com', userBasis: 'OS_ACCOUNT', ...mac }, 15, 'LOW'],
    ['a git author', { session: 's', user: 'alice@x.com', userBasis: 'GIT_AUTHOR', ...mac }, 15, 'LOW'],
    ['nobody, from a source that could tell', { session: 's', user: null, ...mac }, 40, 'UNKNOWN'],
    ['nobody, from a source that could not', { session: 's', ...mac }, undefined, 'NOT_REPORTED'],
    [
      'a login on an enrolled endpoint',
      { session: 's', user: 'alice@x.com', endpoint: 'mac', enrolmentId: 'e1' },
      undefined,
      'HIGH',
    ],
  ])('%s', async (_, cast, points, level) => {
    await appraised([act(cast, 0)]);
    expect((await pointsOf('s'))['WEAK_ATTRIBUTION']).toBe(points);
    expect((await sessionOf('s'))['trustLevel']).toBe(level);
  });

  test('an endpoint becomes known with the third session of a user, for those before it too', async () => {
    const session = (name: string): Cast => ({
      session: name,
      user: 'alice@x.com',
      userBasis: 'OS_ACCOUNT',
      ...mac,
    });
    await appraised([act(session('a'), 0), act(session('b'), 1)]);
    expect((await sessionOf('a'))['attributionScore']).toBe(35);
    await write([act(session('c'), 2)]);
    await appraiser.drain();
    for (const name of ['a', 'b', 'c']) expect((await sessionOf(name))['attributionScore']).toBe(45);
    await write([act(session('d'), 3)]);
    await appraiser.drain();
    // Three others of the same user now stand behind each.
    for (const name of ['a', 'b', 'c', 'd']) expect((await sessionOf(name))['attributionScore']).toBe(50);
  });

  test('an endpoint that somebody declares managed lifts its sessions, until it is taken back', async () => {
    await appraised([act({ session: 's', user: 'alice@x.com', ...mac }, 0)]);
    const who = { by: 'sec@x.com', reason: 'In the fleet', at: START };
    expect(await declareEndpoint(graph, 'host:mac-of-alice', { trust: 'MANAGED', use: null }, who)).toBe(
      true,
    );
    await appraiser.drain();
    expect(await sessionOf('s')).toMatchObject({ trustLevel: 'HIGH', attributionScore: 90 });
    await declareEndpoint(graph, 'host:mac-of-alice', { trust: null, use: null }, who);
    await appraiser.drain();
    expect(await sessionOf('s')).toMatchObject({ trustLevel: 'MEDIUM', attributionScore: 60 });
    expect(await declareEndpoint(graph, 'host:nowhere', { trust: 'MANAGED', use: null }, who)).toBe(false);
  });
});

describe('SHARED_KEY and IMPOSSIBLE_CONCURRENCY', () => {
  const alice: Cast = { session: 'a', user: 'alice@x.com', endpoint: 'mac-of-alice', key: 'aa' };
  const bob: Cast = { session: 'b', user: 'bob@x.com', endpoint: 'pc-of-bob', key: 'aa' };

  test.each<[string, Cast, number, string[]]>([
    ['another user', bob, 60, ['SHARED_KEY']],
    ['another user after thirty days', bob, 30 * DAY_MINUTES, ['SHARED_KEY']],
    ['another user after more', bob, 30 * DAY_MINUTES + 1 / 60_000, []],
    ['someone unknown', { ...bob, user: null }, 60, ['SHARED_KEY']],
    ['the same user', { ...bob, user: 'alice@x.com' }, 60, []],
    ['another key', { ...bob, key: 'bb' }, 60, []],
  ])('%s', async (_, other, minute, codes) => {
    await appraised([act(alice, 0), act(other, minute)]);
    expect(Object.keys(await pointsOf('a')).filter((code) => code !== 'WEAK_ATTRIBUTION')).toEqual(codes);
    expect((await sessionOf('a'))['sharedKey']).toBe(codes.length > 0);
    expect((await sessionOf('b'))['sharedKey']).toBe(codes.length > 0);
  });

  test('cites the use of both sessions', async () => {
    const events = [act(alice, 0), act(bob, 60)];
    await appraised(events);
    expect((await signalsOf('a'))['SHARED_KEY']).toMatchObject({
      points: 15,
      basis: 'OBSERVED',
      evidence: events.map(({ id }) => id),
      entities: [globalId('ApiKey', 'fp:aa'), globalId('Session', keyOf('b'))],
    });
  });

  const busy = (cast: Cast, from: number): RuntrailEvent[] =>
    [0, 5, 9].map((minute) => act(cast, from + minute));
  const elsewhere: Cast = { ...alice, session: 'b', endpoint: 'vm-in-cloud' };

  test.each<[string, RuntrailEvent[], boolean]>([
    ['nine minutes at once', [...busy(alice, 0), ...busy(elsewhere, 0)], true],
    ['less', [...busy(alice, 0), ...busy(elsewhere, 1 / 60)], false],
    [
      'on the same endpoint',
      [...busy(alice, 0), ...busy({ ...elsewhere, endpoint: 'mac-of-alice' }, 0)],
      false,
    ],
    [
      'by calling the other endpoint',
      [...busy(alice, 0), act(alice, 3, [called('vm-in-cloud')]), ...busy(elsewhere, 0)],
      false,
    ],
    [
      'by a subagent elsewhere',
      [...busy(alice, 0), ...busy({ ...elsewhere, session: 'a', agentId: 'x' }, 0)],
      false,
    ],
  ])('one user in two places: %s', async (_, events, raised) => {
    await appraised(events);
    const points = await pointsOf('a');
    expect(points['IMPOSSIBLE_CONCURRENCY']).toBe(raised ? 30 : undefined);
    expect(points['SHARED_KEY']).toBe(raised ? 15 : undefined);
  });

  test('a key declared for CI raises nothing, and does again when that is taken back', async () => {
    await appraised([act(alice, 0), act(bob, 60)]);
    const who = { by: 'sec@x.com', reason: 'Deploys', at: START };
    expect(await declareKeyUse(graph, 'fp:aa', 'CI', who)).toBe(true);
    await appraiser.drain();
    expect(await pointsOf('a')).toEqual({});
    expect(await ask(driver, 'MATCH (c:KeyCluster) RETURN c.key AS key')).toEqual([]);
    await declareKeyUse(graph, 'fp:aa', null, who);
    await appraiser.drain();
    expect(await pointsOf('a')).toEqual({ SHARED_KEY: 15, WEAK_ATTRIBUTION: 15 });
    expect(await ask(driver, 'MATCH (c:KeyCluster) RETURN c.key AS key')).toEqual([{ key: 'fp:aa' }]);
  });

  test('a subagent that says nothing of a user is its session, and no stranger', async () => {
    await appraised([act(alice, 0), act({ session: 'a', agentId: 'x', user: null, key: 'aa' }, 1)]);
    expect(await pointsOf('a')).toEqual({});
  });
});
