import { readFileSync } from 'node:fs';

import neo4j from 'neo4j-driver';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { globalId } from '../../src/graph/model.js';
import { seedGraph, seedKey, type SeedRelation } from '../support/seed-graph.js';
import { MINUTE, startApi, type TestApi } from './api.js';

const NINE = Date.UTC(2026, 2, 10, 9);
const REPOSITORY = 'remote:github.com/acme/app';

const file = (path: string): string => `${REPOSITORY}//${path}`;
const contact = (key: string, minute: number): SeedRelation => {
  const at = NINE + minute * MINUTE;
  return { key, contactAt: [at], contactEvents: [`${key}@${minute}`], firstAt: at, lastAt: at, count: 1 };
};
const times = { startedAt: NINE, lastSeenAt: NINE + 30 * MINUTE };

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
  await seedGraph(api.driver, {
    sessions: [
      // The worked example of the documentation.
      {
        sessionId: 'planner',
        ...times,
        related: { WROTE: [contact('docs//notes.md', 1), contact('docs//build.sh', 10)] },
      },
      {
        sessionId: 'fixer',
        ...times,
        related: { READ: [contact('docs//notes.md', 2)], WROTE: [contact('docs//build.sh', 3)] },
      },
      { sessionId: 'release', ...times, related: { READ: [contact('docs//build.sh', 5)] } },
      { sessionId: 'early-bird', ...times, related: { READ: [contact('docs//build.sh', 0)] } },
      // Two ways from source to victim: through a file that few know, late, and through one that more know, early.
      {
        sessionId: 'source',
        ...times,
        related: {
          WROTE: [contact(file('rare.md'), 7), contact(file('known.md'), 1), contact(file('shared.md'), 1)],
          RAN_ON: [{ key: 'host:alpha', firstEvent: 'start-source' }],
          USED_MODEL: ['opus'],
        },
      },
      {
        sessionId: 'victim',
        ...times,
        related: {
          READ: [contact(file('rare.md'), 8), contact(file('known.md'), 2)],
          RAN_ON: [{ key: 'host:beta' }],
        },
      },
      {
        sessionId: 'bystander',
        ...times,
        related: { READ: [contact(file('known.md'), 3), file('rare.txt')] },
      },
      { sessionId: 'reader', ...times, related: { READ: [contact(file('shared.md'), 4)] } },
    ],
  });
  // A thousand sessions that read one file: with those that wrote and read it, it is a hub.
  const session = api.driver.session({ database: 'neo4j' });
  await session.run(
    `MATCH (f:File {key: $file}) UNWIND range(1, 1000) AS i
     CREATE (s:Session {key: 'crowd/' + i, product: 'crowd', sessionId: 'crowd-' + i, topLevel: true, orderAt: $at,
       startedAt: $at, lastSeenAt: $at, events: 0, turns: 0, toolCalls: 0, distinctTools: 0, inputTokens: 0,
       outputTokens: 0, cacheReadTokens: 0, cacheCreationTokens: 0, costMicroUsd: 0, reportedRequests: 0,
       estimatedRequests: 0, unpricedRequests: 0, actor: 'NOT_REPORTED'})
     CREATE (s)-[:READ {firstAt: $at, lastAt: $at, count: 1, contactAt: [$at], contactEvents: ['c' + i]}]->(f)`,
    { file: file('shared.md'), at: neo4j.int(NINE + 5 * MINUTE) },
  );
  await session.close();
  // A server that has just started takes long over its first plans.
  for (let turn = 0; turn < 3; turn++) {
    const input = between('source', 'victim');
    await api.ask(PATHS, { input: { ...input, timeoutMs: 8_000 } });
    await api.ask(EXISTS, { input: { ...input, timeoutMs: 8_000 } });
  }
});

afterAll(async () => {
  await api.close();
});

const META = 'meta { complete truncatedBy summary hopsReached policy hubs { degree hops cut node { id } } }';
const PATHS = /* GraphQL */ `
  query Paths($input: PathsInput!) {
    paths(input: $input) {
      nodes { id }
      edges { id kind from to direction lenses firstAt lastAt count evidence untimed }
      paths {
        nodes edges hops lenses arrivedAt strength crossesEndpoints
        steps { kind direction from to edge at events untimed }
      }
      pageInfo { hasNextPage endCursor }
      ${META}
    }
  }
`;
const EXISTS = /* GraphQL */ `
  query PathExists($input: PathExistsInput!) {
    pathExists(input: $input) { exists hops arrivedAt lens ${META} }
  }
`;

const by = (id: string): object => ({ session: { sessionId: id } });
const between = (from: string, to: string): object => ({ from: [by(from)], to: [by(to)], lenses: ['TAINT'] });
const sessionId = (id: string): string => globalId('Session', seedKey({ sessionId: id }));
const fileId = (path: string): string => globalId('File', file(path));
const at = (minute: number): string => new Date(NINE + minute * MINUTE).toISOString();

describe('paths', () => {
  it('answers the example of the documentation', async () => {
    const page = readFileSync(new URL('../../docs/blast-radius.md', import.meta.url), 'utf8');
    const section = page.slice(page.indexOf('## Paths'));
    const query = /```graphql\n([\s\S]*?)```/.exec(section)?.[1];
    const expected: unknown = JSON.parse(/```json\n([\s\S]*?)```/.exec(section)?.[1] ?? '');
    const { data, errors } = await api.ask(query ?? '');
    expect(errors).toEqual([]);
    expect(data).toEqual(expected);
  });

  it('gives the rarer way first, with the events behind every step', async () => {
    const { data, errors } = await api.ask(PATHS, { input: between('source', 'victim') });
    expect(errors).toEqual([]);
    const { paths, nodes, edges, meta, pageInfo } = data.paths;
    const [source, victim, rare, known] = [
      sessionId('source'),
      sessionId('victim'),
      fileId('rare.md'),
      fileId('known.md'),
    ];
    expect(paths.map((path: { nodes: string[] }) => path.nodes)).toEqual([
      [source, rare, victim],
      [source, known, victim],
    ]);
    expect(paths[0]).toEqual({
      nodes: [source, rare, victim],
      edges: [`WROTE.${source}.${rare}`, `READ.${victim}.${rare}`],
      hops: 2,
      lenses: ['TAINT'],
      arrivedAt: at(8),
      // Two of 1,008 sessions are related to the file.
      strength: expect.closeTo(Math.log(1009 / 2) / Math.log(1009), 10),
      crossesEndpoints: true,
      steps: [
        {
          kind: 'WROTE',
          direction: 'OUT',
          from: source,
          to: rare,
          edge: `WROTE.${source}.${rare}`,
          at: at(7),
          events: [globalId('Event', `${file('rare.md')}@7`)],
          untimed: false,
        },
        {
          kind: 'READ',
          direction: 'IN',
          from: rare,
          to: victim,
          edge: `READ.${victim}.${rare}`,
          at: at(8),
          events: [globalId('Event', `${file('rare.md')}@8`)],
          untimed: false,
        },
      ],
    });
    expect(nodes.map((node: { id: string }) => node.id)).toEqual([source, rare, victim, known]);
    expect(edges).toHaveLength(4);
    expect(edges[1]).toEqual({
      id: `READ.${victim}.${rare}`,
      kind: 'READ',
      from: victim,
      to: rare,
      direction: 'IN',
      lenses: ['TAINT'],
      firstAt: at(8),
      lastAt: at(8),
      count: 1,
      evidence: [globalId('Event', `${file('rare.md')}@8`)],
      untimed: false,
    });
    expect(meta).toMatchObject({ complete: true, truncatedBy: [], hopsReached: 2, policy: 1, hubs: [] });
    expect(pageInfo).toEqual({ hasNextPage: false, endCursor: null });
  });

  it('lists a path that lies in several lenses once', async () => {
    const input = { from: [by('source')], to: [by('victim')], kinds: { include: ['READ', 'WROTE'] } };
    const { data } = await api.ask(PATHS, { input });
    expect(data.paths.paths.map((path: { lenses: string[] }) => path.lenses)).toEqual([
      ['DISCLOSURE', 'TAINT'],
      ['DISCLOSURE', 'TAINT'],
    ]);
  });

  it('says when there are more paths than were asked for, and when longer ones exist', async () => {
    const one = (await api.ask(PATHS, { input: { ...between('source', 'victim'), first: 1 } })).data.paths;
    expect(one.paths).toHaveLength(1);
    expect(one.meta).toMatchObject({ complete: false, truncatedBy: ['HUB', 'MAX_PATHS'] });
    const short = (await api.ask(PATHS, { input: { ...between('planner', 'release'), maxHops: 2 } })).data
      .paths;
    expect(short.paths).toEqual([]);
    expect(short.meta).toMatchObject({ complete: false, truncatedBy: ['MAX_HOPS'] });
    expect(short.meta.summary).toContain('raise maxHops');
  });

  it('goes between sets, and respects the window and the moment of the question', async () => {
    const ends = async (input: object): Promise<string[]> => {
      const { data, errors } = await api.ask(PATHS, {
        input: {
          from: [by('source'), by('planner')],
          to: [by('bystander'), by('fixer'), { file: { path: 'rare.md' } }],
          lenses: ['TAINT'],
          ...input,
        },
      });
      expect(errors).toEqual([]);
      return data.paths.paths.map((path: { nodes: string[] }) => path.nodes.at(-1));
    };
    const [rare, fixer, bystander] = [fileId('rare.md'), sessionId('fixer'), sessionId('bystander')];
    expect(await ends({})).toEqual([rare, fixer, bystander]);
    expect(await ends({ since: at(2) })).toEqual([rare]);
    expect(await ends({ until: at(2) })).toEqual([fixer]);
    expect(await ends({ asOf: at(2) })).toEqual([fixer]);
  });

  it('stops at a hub, and passes it where it is named', async () => {
    const input = between('source', 'reader');
    const stopped = (await api.ask(PATHS, { input })).data.paths;
    expect(stopped.paths).toEqual([]);
    expect(stopped.meta).toMatchObject({
      complete: false,
      truncatedBy: ['HUB'],
      hubs: [{ degree: 1002, hops: 1, cut: true, node: { id: fileId('shared.md') } }],
    });
    const named = { ...input, reincludeHubs: [{ id: fileId('shared.md') }] };
    const passed = (await api.ask(PATHS, { input: named })).data.paths;
    expect(passed.paths.map((path: { arrivedAt: string }) => path.arrivedAt)).toEqual([at(4)]);
    const { pathExists } = (await api.ask(EXISTS, { input: named })).data;
    expect(pathExists).toMatchObject({ exists: true, hops: 2, arrivedAt: at(4), lens: 'TAINT' });
    expect((await api.ask(EXISTS, { input })).data.pathExists).toMatchObject({
      exists: false,
      meta: { truncatedBy: ['HUB'] },
    });
  });
});

describe('pathExists', () => {
  it('answers with the hops of the shortest and the earliest arrival with so many', async () => {
    const ask = async (input: object): Promise<object> => {
      const { data, errors } = await api.ask(EXISTS, { input });
      expect(errors).toEqual([]);
      return data.pathExists;
    };
    expect(await ask(between('source', 'victim'))).toMatchObject({
      exists: true,
      hops: 2,
      arrivedAt: at(2),
      lens: 'TAINT',
      meta: { complete: true, truncatedBy: [] },
    });
    expect(await ask(between('planner', 'release'))).toMatchObject({
      exists: true,
      hops: 4,
      arrivedAt: at(5),
    });
    // It read before anybody wrote.
    expect(await ask(between('planner', 'early-bird'))).toMatchObject({
      exists: false,
      hops: null,
      arrivedAt: null,
      lens: null,
      meta: { complete: true, truncatedBy: [] },
    });
  });

  it('says what the blast radius says', async () => {
    const names = ['planner', 'fixer', 'release', 'early-bird', 'source', 'victim', 'bystander'];
    for (const from of names) {
      const { data } = await api.ask(
        `query ($input: BlastRadiusInput!) { blastRadius(input: $input) { nodes { id } } }`,
        { input: { from: [by(from)] } },
      );
      const reached = new Set(data.blastRadius.nodes.map((node: { id: string }) => node.id));
      for (const to of names.filter((name) => name !== from)) {
        const answer = await api.ask(EXISTS, { input: { from: [by(from)], to: [by(to)] } });
        expect([from, to, answer.data.pathExists.exists]).toEqual([from, to, reached.has(sessionId(to))]);
      }
    }
  });
});

describe('questions about paths', () => {
  const valid = { from: [by('source')], to: [by('victim')] };
  const many = Array.from({ length: 101 }, () => by('victim'));

  it.each([
    ['input.maxHops', { maxHops: 9 }],
    ['input.maxHops', { maxHops: 0 }],
    ['input.timeoutMs', { timeoutMs: 8001 }],
    ['input.from', { from: [] }],
    ['input.to', { to: [] }],
    ['input.to', { to: many }],
    ['input.lenses', { lenses: [] }],
    ['input.kinds.include', { kinds: { include: ['USED_MODEL'] } }],
    ['input.since', { since: at(5), until: at(4) }],
  ])('are refused with %s out of bounds before the graph is asked: %j', async (argument, input) => {
    for (const query of [PATHS, EXISTS]) {
      const { errors, statements } = await api.ask(query, { input: { ...valid, ...input } });
      expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument });
      expect(statements).toEqual([]);
    }
  });

  it.each([[0], [51]])('are refused with first %i', async (first) => {
    const { errors, statements } = await api.ask(PATHS, { input: { ...valid, first } });
    expect(errors[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'input.first' });
    expect(statements).toEqual([]);
  });

  it('do not find ends that are not there, and refuse such as no path can have', async () => {
    const refusal = async (input: object): Promise<object | undefined> =>
      (await api.ask(EXISTS, { input: { ...valid, ...input } })).errors[0]?.extensions;
    expect(await refusal({ to: [by('nobody')] })).toMatchObject({
      code: 'NOT_FOUND',
      argument: 'input.to[0]',
    });
    expect(await refusal({ from: [by('nobody')] })).toMatchObject({
      code: 'NOT_FOUND',
      argument: 'input.from[0]',
    });
    expect(await refusal({ to: [by('victim'), { model: { name: 'opus' } }] })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'input.to[1]',
    });
    expect(await refusal({ to: [by('victim'), by('source')] })).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'input.to[1]',
    });
    expect(await refusal({ to: [{ id: 'no id' }] })).toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('are answered with what was found when there is hardly any time', async () => {
    const startedAt = Date.now();
    const input = {
      from: [by('source')],
      to: [by('victim'), { id: fileId('shared.md') }],
      maxHops: 8,
      timeoutMs: 1,
    };
    const { data, errors } = await api.ask(PATHS, { input });
    expect(errors).toEqual([]);
    expect(Date.now() - startedAt).toBeLessThan(1_001);
    const { paths, meta } = data.paths;
    expect(paths.length > 0 || meta.truncatedBy.includes('TIMEOUT')).toBe(true);
    const answer = await api.ask(EXISTS, { input });
    expect(answer.errors).toEqual([]);
    const { exists, meta: existence } = answer.data.pathExists;
    expect(exists || existence.truncatedBy.includes('TIMEOUT')).toBe(true);
  });

  it('have public limits', async () => {
    const { data } = await api.ask(
      '{ limits { paths { maxHops maxFirst timeoutMs selectors maxNodes maxStepCost maxEdges maxPrefixes hubBound } } }',
    );
    expect(data.limits.paths).toEqual({
      maxHops: 8,
      maxFirst: 50,
      timeoutMs: 8_000,
      selectors: 100,
      maxNodes: 20_000,
      maxStepCost: 100_000,
      maxEdges: 50_000,
      maxPrefixes: 200_000,
      hubBound: 1_000,
    });
  });
});
