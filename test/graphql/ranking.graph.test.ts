import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { Appraiser } from '../../src/appraisal/appraiser.js';
import type { RuntrailEvent } from '../../src/events/event.js';
import { globalId } from '../../src/graph/model.js';
import { BatchWriter } from '../../src/ingest/batch-writer.js';
import { act, ask, called, type Cast, DAY_MINUTES, end, keyOf, read, START } from '../appraisal/story.js';
import { MINUTE, NOW, startApi, type TestApi } from './api.js';
import { redaction } from '../support/redaction.js';

/** The story's minute at which the tests ask. */
const NOON = (NOW - START) / MINUTE;
const COMMON = ['docs.example.com', 'registry.example.com'];
const CRITICAL = '/work/deploy/id_rsa';
const RARE = 'paste.example.net';

let api: TestApi;

async function load(events: readonly RuntrailEvent[]): Promise<void> {
  await new BatchWriter(api.graph, { redaction }).write({ events, rejects: [], receivedAt: START });
  await new Appraiser(api.graph, { clock: () => NOW }).drain();
}

const pay = { repository: 'github.com/acme/pay', sensitivity: 'HIGH' } as const;
const alice = { user: 'alice@company.com', endpoint: 'alice-mbp.local' };
const bob = { user: 'bob@company.com', endpoint: 'bob-thinkpad.local' };
const R: Cast = { session: 'R', ...alice, key: 'a3f2', ...pay };
const B: Cast = { session: 'B', ...bob, key: 'a3f2', ...pay };
const E: Cast = { session: 'E', user: 'carol@company.com', endpoint: '10.0.1.44', key: 'c001', ...pay };
const U: Cast = { session: 'U', user: null, endpoint: '10.0.1.44', key: 'c001', ...pay };

/** Four days of plain sessions, each person on their own endpoint and key: nobody's first day. */
function background(): RuntrailEvent[] {
  return [alice, bob, { user: 'dora@company.com', endpoint: 'dora-mbp.local' }].flatMap((person, p) =>
    [1, 2, 3, 4].flatMap((day) => {
      const cast: Cast = { session: `plain-${p}-${day}`, ...person, key: `own-${p}`, ...pay };
      const from = NOON - day * DAY_MINUTES;
      return [
        act(
          cast,
          from,
          COMMON.map((host) => called(host)),
        ),
        end(cast, from + 20),
      ];
    }),
  );
}

function featured(): RuntrailEvent[] {
  return [
    act(R, NOON - 14, [read('/work/src/auth.ts')]),
    act(
      R,
      NOON - 12,
      COMMON.map((host) => called(host)),
    ),
    act(B, NOON - 90, [called(COMMON[0] ?? '')]),
    end(B, NOON - 80),
    act(E, NOON - 180, [read(CRITICAL)]),
    act(E, NOON - 175, [called(RARE)]),
    end(E, NOON - 170),
    act(U, NOON - 30, [called(RARE)]),
    act(U, NOON - 20, [read(CRITICAL)]),
    act({ session: 'routine', ...alice, key: 'own-0', ...pay }, NOON - 2, [called(COMMON[0] ?? '')]),
  ];
}

beforeAll(async () => {
  api = await startApi();
  await load([...background(), ...featured()]);
});

afterAll(async () => {
  await api.close();
});

const RANKED = `query ($by: RankingAxis!, $scope: ScopeInput, $filter: SessionFilter, $first: Int!, $after: String) {
  rankedSessions(by: $by, scope: $scope, filter: $filter, first: $first, after: $after) {
    edges { score node { sessionId status highSignal sharedKey trustLevel consequence { score urgency replayValue } } }
    pageInfo { hasNextPage endCursor } totalCount rulesVersion appraisalPending orderMayHaveMoved
  }
}`;

interface RankedAnswer {
  readonly edges: { score: number; node: { sessionId: string; status: string } }[];
  readonly pageInfo: { hasNextPage: boolean; endCursor: string };
  readonly totalCount: number;
  readonly orderMayHaveMoved: boolean;
}

async function ranked(variables: object): Promise<RankedAnswer> {
  const { data, errors } = await api.ask(RANKED, { by: 'CONSEQUENCE', first: 50, ...variables });
  expect(errors).toEqual([]);
  return data.rankedSessions as RankedAnswer;
}

async function placesOf(variables: object): Promise<[string, number][]> {
  return (await ranked(variables)).edges.map(({ score, node }) => [node.sessionId, score]);
}

describe('a day with a shared key, an unknown user and a sensitive read', () => {
  test('ranks the sessions that matter above a newer routine one, each with the parts of its score', async () => {
    expect((await ranked({})).edges).toMatchObject([
      {
        score: 115,
        node: { sessionId: 'E', status: 'ENDED', highSignal: true, sharedKey: true, trustLevel: 'LOW' },
      },
      {
        score: 100,
        node: { sessionId: 'U', status: 'ACTIVE', highSignal: true, sharedKey: true, trustLevel: 'UNKNOWN' },
      },
      {
        score: 80,
        node: { sessionId: 'R', status: 'ACTIVE', highSignal: true, sharedKey: true, trustLevel: 'MEDIUM' },
      },
      {
        score: 20,
        node: { sessionId: 'B', status: 'ENDED', highSignal: false, sharedKey: true, trustLevel: 'MEDIUM' },
      },
      { score: 5, node: { sessionId: 'routine', highSignal: false, sharedKey: false, trustLevel: 'MEDIUM' } },
      // These began at the same moment: by key.
      { score: 5, node: { sessionId: 'plain-0-1' } },
      { score: 5, node: { sessionId: 'plain-1-1' } },
      { score: 5, node: { sessionId: 'plain-2-1' } },
    ]);
  });

  test('the ledger of each says what it is the sum of', async () => {
    const { data } = await api.ask(`{
      rankedSessions(first: 3) { nodes { sessionId consequence { score contributions {
        code title kind axis points basis evidence entities detail rulesVersion whatWouldClear } } } }
    }`);
    const sessions = data.rankedSessions.nodes as {
      sessionId: string;
      consequence: { score: number; contributions: { code: string; points: number }[] };
    }[];
    expect(
      sessions.map(({ sessionId, consequence }) => [
        sessionId,
        Object.fromEntries(consequence.contributions.map(({ code, points }) => [code, points])),
      ]),
    ).toEqual([
      [
        'E',
        {
          READ_THEN_OUTBOUND: 40,
          SENSITIVE_READ: 30,
          OUTBOUND_EXTERNAL: 15,
          SHARED_KEY: 15,
          WEAK_ATTRIBUTION: 15,
        },
      ],
      ['U', { WEAK_ATTRIBUTION: 40, SENSITIVE_READ: 30, OUTBOUND_EXTERNAL: 15, SHARED_KEY: 15 }],
      ['R', { READ_THEN_OUTBOUND: 40, SENSITIVE_READ: 20, SHARED_KEY: 15, OUTBOUND_EXTERNAL: 5 }],
    ]);
    for (const { consequence } of sessions) {
      expect(consequence.contributions.reduce((sum, { points }) => sum + points, 0)).toBe(consequence.score);
    }
    expect(sessions[0]?.consequence.contributions[0]).toMatchObject({
      title: 'Sensitive read, then an outbound call',
      kind: 'BOUNDARY',
      axis: 'BOTH',
      basis: 'OBSERVED',
      entities: [globalId('File', 'remote:github.com/acme/pay//deploy/id_rsa'), globalId('Host', RARE)],
      detail: 'Read deploy/id_rsa and called paste.example.net 300 s later.',
      rulesVersion: expect.any(Number),
      whatWouldClear: expect.any(String),
    });
  });

  test('evidence leads to the events', async () => {
    const { data } = await api.ask(
      `{ rankedSessions(first: 1) { nodes { consequence { contributions { code evidence } } } } }`,
    );
    const [first] = data.rankedSessions.nodes[0].consequence.contributions;
    const { data: found } = await api.ask('query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }', {
      ids: first.evidence,
    });
    expect(found.nodes).toEqual(first.evidence.map((id: string) => ({ __typename: 'Event', id })));
    expect(first.evidence).toHaveLength(2);
  });

  test('attribution says what it is the sum of', async () => {
    const { data } = await api.ask(
      `{ session(by: { sessionId: "R" }) { attribution { level score factors { factor value points basis } } } }`,
    );
    expect(data.session.attribution).toEqual({
      level: 'MEDIUM',
      score: 55,
      factors: [
        { factor: 'IDENTITY', value: 'LOGIN', points: 60, basis: 'OBSERVED' },
        { factor: 'ENDPOINT_TRUST', value: 'KNOWN', points: 10, basis: 'INFERRED' },
        { factor: 'USUAL_ON_ENDPOINT', value: 'THIS_USER', points: 5, basis: 'INFERRED' },
        { factor: 'SHARED_KEY', value: 'SHARED_ACROSS_USERS', points: -20, basis: 'OBSERVED' },
      ],
    });
  });

  test('urgency counts for what goes on, replay value for what has ended', async () => {
    expect((await placesOf({ by: 'URGENCY' })).slice(0, 4)).toEqual([
      ['U', 100],
      ['R', 80],
      ['routine', 5],
      ['B', 0],
    ]);
    expect((await placesOf({ by: 'REPLAY_VALUE' })).slice(0, 2)).toEqual([
      ['E', 115],
      ['B', 20],
    ]);
    const later = {
      asOf: new Date(NOW + 25 * 60 * MINUTE).toISOString(),
      since: new Date(START).toISOString(),
    };
    expect((await placesOf({ by: 'REPLAY_VALUE', scope: later })).slice(0, 3)).toEqual([
      ['E', 115],
      ['U', 100],
      ['R', 80],
    ]);
    expect((await placesOf({ by: 'URGENCY', scope: later })).every(([, score]) => score === 0)).toBe(true);
  });

  test('the window holds the last day unless told otherwise', async () => {
    expect((await ranked({})).totalCount).toBe(8);
    const all = { since: '2020-01-01T00:00:00Z' };
    expect((await ranked({ scope: all })).totalCount).toBe(17);
    const early = { asOf: new Date(NOW - 3 * 24 * 60 * MINUTE).toISOString() };
    // The day that ends as the third of the plain days begins.
    expect((await placesOf({ scope: early })).map(([name]) => name).sort()).toEqual([
      'plain-0-3',
      'plain-0-4',
      'plain-1-3',
      'plain-1-4',
      'plain-2-3',
      'plain-2-4',
    ]);
  });

  test('takes the filter of sessions', async () => {
    expect(await placesOf({ filter: { sharedKey: { eq: true }, status: { eq: 'ENDED' } } })).toEqual([
      ['E', 115],
      ['B', 20],
    ]);
    expect(
      await placesOf({
        filter: { user: { email: { eq: 'alice@company.com' } } },
        scope: { since: '2020-01-01T00:00:00Z' },
      }),
    ).toHaveLength(6);
    expect(await placesOf({ filter: { OR: [] } })).toEqual([]);
  });

  test.each(['CONSEQUENCE', 'URGENCY', 'REPLAY_VALUE'])(
    'pages by %s are the whole list in pieces, however it is found',
    async (by) => {
      for (const scope of [undefined, { since: '2020-01-01T00:00:00Z' }]) {
        const whole = await placesOf({ by, scope });
        const pieces: [string, number][] = [];
        let after: string | undefined;
        for (let page = 0; page < 10; page++) {
          const answer = await ranked({ by, scope, first: 3, after });
          pieces.push(...answer.edges.map(({ score, node }): [string, number] => [node.sessionId, score]));
          expect(answer.orderMayHaveMoved).toBe(false);
          if (!answer.pageInfo.hasNextPage) break;
          after = answer.pageInfo.endCursor;
        }
        expect(pieces).toEqual(whole);
        const scores = whole.map(([, score]) => score);
        expect(scores).toEqual(scores.toSorted((a, b) => b - a));
      }
    },
  );

  test('refuses a cursor of another ranking', async () => {
    const { pageInfo } = await ranked({ first: 2 });
    const { errors } = await api.ask(RANKED, { by: 'URGENCY', first: 2, after: pageInfo.endCursor });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'after' } }]);
  });

  test('one ranked page with its ledgers takes a fixed number of statements', async () => {
    const query = (first: number) =>
      `{ rankedSessions(first: ${first}) { nodes { trustLevel attribution { score } consequence { contributions { code } } } } }`;
    const few = (await api.ask(query(1))).statements.length;
    expect((await api.ask(query(8))).statements.length).toBe(few);
  });
});

describe('what was not appraised', () => {
  test('is not in the ranking yet, and is said to be pending; a later page says that the order may have moved', async () => {
    const { pageInfo } = await ranked({ first: 2 });
    const late: Cast = { session: 'late', user: null, ...pay };
    await new BatchWriter(api.graph, { redaction }).write({
      events: [act(late, NOON - 1)],
      rejects: [],
      receivedAt: START,
    });
    const { data } = await api.ask(
      '{ session(by: { sessionId: "late" }) { trustLevel attribution { score } consequence { score } } }',
    );
    expect(data.session).toEqual({ trustLevel: null, attribution: null, consequence: null });
    expect(await ranked({})).toMatchObject({ totalCount: 8, appraisalPending: 1 });
    expect((await ranked({ first: 2, after: pageInfo.endCursor })).orderMayHaveMoved).toBe(false);

    await new Appraiser(api.graph, { clock: () => NOW + 1 }).drain();
    expect(await ranked({})).toMatchObject({ totalCount: 9, appraisalPending: 0 });
    expect((await ranked({ first: 2, after: pageInfo.endCursor })).orderMayHaveMoved).toBe(true);
  });

  test('a subagent counts for its parent and has no ledger of its own', async () => {
    await load([act({ ...R, agentId: 'sub' }, NOON - 5, [called(RARE)])]);
    const { data } = await api.ask(
      `{ session(by: { sessionId: "R" }) { consequence { score } subagents(first: 1) { nodes { consequence { score } trustLevel } } } }`,
    );
    expect(data.session.consequence.score).toBe(90);
    expect(data.session.subagents.nodes).toEqual([{ consequence: null, trustLevel: null }]);
    expect(
      await ask(api.driver, 'MATCH (s:Session {key: $key}) RETURN s.consequence AS score', {
        key: `${keyOf('R')}/sub`,
      }),
    ).toEqual([{ score: null }]);
  });
});
