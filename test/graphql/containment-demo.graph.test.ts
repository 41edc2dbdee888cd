import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Appraiser } from '../../src/appraisal/appraiser.js';
import { loadDemoDay } from '../../src/demo/load-demo.js';
import { redaction } from '../support/redaction.js';
import { NOW, startApi, type TestApi } from './api.js';
import { PLAN, SIMULATE } from './containment-documents.js';

// oxlint-disable-next-line typescript/no-explicit-any -- tests reach into answers whose shape the query gives
type Any = any;

describe('containment of the demo day', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await startApi();
    await loadDemoDay(
      api.graph,
      { appraiser: new Appraiser(api.graph, { clock: () => NOW }), redaction },
      NOW,
    );
  });

  afterAll(() => api.close());

  const key = [{ apiKey: { hint: 'sk-ant-...C001' } }];
  const radius = { lenses: ['EXPOSURE'], timeoutMs: 8_000 };

  const FIRST = 'sess_01EmR7vHc5TqYw9KdN2xLbGa';
  const FOLLOWER = 'sess_01UgZ3sPfD8kVj5nXtQh7cMr';
  const textOf = ({ id }: { readonly id: string }): string => Buffer.from(id, 'base64url').toString('utf8');
  const infrastructure = (path: string): string => `File:remote:github.com/acme/infrastructure//${path}`;

  it('says what revoking the key would have kept away, and what the first session had taken by then', async () => {
    const { data } = await api.ask(`{ session(by: { sessionId: "${FOLLOWER}" }) { startedAt } }`);
    const ask = async (moment: string): Promise<Record<string, Any>> => {
      const { data: answer, errors } = await api.ask(SIMULATE, {
        from: key,
        actions: [{ revokeKey: { apiKey: { hint: 'sk-ant-...C001' }, from: moment } }],
        radius,
      });
      expect(errors).toEqual([]);
      return answer.simulateContainment as Record<string, Any>;
    };
    const early = await ask('2026-01-01T00:00:00Z');
    expect(early['summary']).toBe('10 things of 10 no longer reached; 0 still are.');
    expect(early['actions']).toMatchObject([
      { kind: 'REVOKE_KEY', cutSessions: { count: 0, isExact: true } },
    ]);
    const late = await ask(data.session.startedAt);
    expect(late['noLongerReached'].map(textOf)).toEqual([
      `Session:claude-code/${FOLLOWER}`,
      infrastructure('scripts/health-check.sh'),
      infrastructure('kubernetes/ingress.yaml'),
    ]);
    const host = late['after'].nodes.find(
      (node: { id: string }) => textOf(node) === 'Host:transfer.example.net',
    );
    expect(host.witness.steps.map(({ kind }: { kind: string }) => kind)).toEqual(['USED_KEY', 'CALLED']);
    expect(textOf({ id: host.witness.steps[0].to })).toBe(`Session:claude-code/${FIRST}`);
  });

  it('plans how to keep the key from the host that both sessions called', async () => {
    const ask = async (variables: object): Promise<Record<string, Any>> => {
      const protect = [{ host: { name: 'transfer.example.net' } }];
      const { data, errors } = await api.ask(PLAN, { from: key, protect, radius, ...variables });
      expect(errors).toEqual([]);
      return data.minimalContainment as Record<string, Any>;
    };
    const plan = await ask({});
    expect(plan).toMatchObject({
      result: 'CONTAINED',
      exactness: 'EXACT',
      verified: true,
      cost: 1,
      stillReached: [],
    });
    expect(plan['actions'].map(({ targetId: id }: { targetId: string }) => textOf({ id }))).toEqual([
      'Endpoint:address:10.0.1.44',
    ]);
    const kills = await ask({ allowed: ['KILL_SESSION'] });
    expect(kills).toMatchObject({ cost: 2, exactness: 'EXACT' });
    expect(
      kills['actions'].map(({ targetId: id }: { targetId: string }) => textOf({ id })).toSorted(),
    ).toEqual([`Session:claude-code/${FIRST}`, `Session:claude-code/${FOLLOWER}`]);
  });
});
