import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { globalId } from '../../src/graph/model.js';
import { createContext, type GraphContext } from '../../src/graphql/context.js';
import { BadInputError, NotFoundError } from '../../src/graphql/errors.js';
import { defaultLimits } from '../../src/graphql/limits/api-limits.js';
import { NodeDirectory } from '../../src/graphql/node/node-directory.js';
import { nodeSources } from '../../src/graphql/schema.js';
import {
  findBySelector,
  resolveSelector,
  resolveSelectors,
} from '../../src/graphql/selector/resolve-selector.js';
import type { EntitySelector } from '../../src/graphql/selector/selector.input.js';
import { seedGraph } from '../support/seed-graph.js';
import { NOW, startApi, type TestApi } from './api.js';

let api: TestApi;
let context: GraphContext;

beforeAll(async () => {
  api = await startApi();
  await seedGraph(api.driver, {
    nodes: {
      'User:account:42': {
        accountId: '42',
        email: 'alice@company.com',
        emails: ['alice@company.com', 'a.smith@company.com'],
      },
      'ApiKey:fp:aaaa': { fingerprint: 'aaaa', hint: 'sk-ant-...A3F2', hintOnly: false },
      'ApiKey:fp:bbbb': { fingerprint: 'bbbb', hint: 'sk-ant-...B3F2', hintOnly: false },
      'Repository:remote:github.com/acme/app': {},
      'Repository:remote:gitlab.com/acme/app': {},
      'Project:payments': { name: 'payments' },
    },
    edges: [
      ['File:remote:github.com/acme/app//src/a.ts', 'IN_REPOSITORY', 'Repository:remote:github.com/acme/app'],
    ],
    sessions: [
      {
        sessionId: 'one',
        startedAt: NOW,
        related: {
          RUN_BY: ['account:42'],
          RAN_ON: ['host:alice-mbp.local', 'address:10.0.1.44', 'enrolled:E-1'],
          USED_KEY: ['fp:aaaa', 'fp:bbbb'],
          RAN_AS: ['-/Claude%20Code'],
          USED_MODEL: ['claude-opus-4-6'],
          READ: [
            'remote:github.com/acme/app//src/a.ts',
            'remote:gitlab.com/acme/app//src/a.ts',
            'host:alice-mbp.local///etc/hosts',
          ],
          CALLED: ['api.github.com'],
          USED_TOOL: ['Bash'],
          USED_SERVER: ['github'],
          IN_REPOSITORY: ['remote:github.com/acme/app', 'remote:gitlab.com/acme/app'],
          IN_SANDBOX: ['payments/box'],
        },
      },
      { sessionId: 'two', startedAt: NOW },
      { sessionId: 'two', product: 'codex', startedAt: NOW },
    ],
  });
  context = createContext({
    graph: api.graph,
    clock: () => NOW,
    idleMs: 1,
    limits: defaultLimits,
    rules: { policyVersion: 1, rulesVersion: 1 },
    nodes: new NodeDirectory(nodeSources),
  });
});

afterAll(() => api.close());

describe('a selector', () => {
  it.each<[EntitySelector, string, string]>([
    [{ id: globalId('Tool', 'Bash') }, 'Tool', 'Bash'],
    [{ session: { sessionId: 'one' } }, 'Session', 'claude-code/one'],
    [{ user: { email: 'A.Smith@company.com' } }, 'User', 'account:42'],
    [{ user: { accountId: '42' } }, 'User', 'account:42'],
    [{ endpoint: { hostName: 'ALICE-mbp.local' } }, 'Endpoint', 'host:alice-mbp.local'],
    [{ endpoint: { address: '10.0.1.44' } }, 'Endpoint', 'address:10.0.1.44'],
    [{ endpoint: { enrolmentId: 'E-1' } }, 'Endpoint', 'enrolled:E-1'],
    [{ agent: { name: 'Claude Code' } }, 'Agent', '-/Claude%20Code'],
    [{ model: { name: 'claude-opus-4-6' } }, 'Model', 'claude-opus-4-6'],
    [{ apiKey: { fingerprint: 'AAAA' } }, 'ApiKey', 'fp:aaaa'],
    [{ apiKey: { hint: 'sk-ant-...A3F2' } }, 'ApiKey', 'fp:aaaa'],
    [{ apiKey: { hint: 'B3F2' } }, 'ApiKey', 'fp:bbbb'],
    [{ file: { path: '/etc/hosts' } }, 'File', 'host:alice-mbp.local///etc/hosts'],
    [
      { file: { path: 'src/a.ts', repository: 'github.com/acme/app' } },
      'File',
      'remote:github.com/acme/app//src/a.ts',
    ],
    [{ host: { name: 'API.github.com' } }, 'Host', 'api.github.com'],
    [{ tool: { name: 'Bash' } }, 'Tool', 'Bash'],
    [{ mcpServer: { name: 'github' } }, 'McpServer', 'github'],
    [{ repository: { remote: 'gitlab.com/acme/app' } }, 'Repository', 'remote:gitlab.com/acme/app'],
    [{ project: { name: 'payments' } }, 'Project', 'payments'],
    [{ sandbox: { name: 'box' } }, 'Sandbox', 'payments/box'],
  ])('names one thing: %j', async (selector, label, key) => {
    const found = await resolveSelector(context, selector, 'from');
    expect(found).toMatchObject({ label, key, id: globalId(label, key), node: { label, key } });
  });

  it.each<[EntitySelector]>([
    [{ session: { sessionId: 'two' } }],
    [{ apiKey: { hint: '3F2' } }],
    [{ file: { path: 'src/a.ts' } }],
    [{ repository: { name: 'acme/app' } }],
  ])('that names several lists them: %j', async (selector) => {
    const error = await resolveSelector(context, selector, 'from').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(BadInputError);
    expect((error as BadInputError).facts['candidates']).toHaveLength(2);
    expect((error as BadInputError).argument).toBe('from');
  });

  it.each<[EntitySelector]>([
    [{ id: globalId('User', 'email:nobody') }],
    [{ session: { sessionId: 'three' } }],
    [{ user: { email: 'nobody@company.com' } }],
    [{ endpoint: { address: '10.9.9.9' } }],
    [{ host: { name: 'nowhere' } }],
    [{ file: { path: 'src/a.ts', repository: 'acme/other' } }],
  ])('of nothing is NOT_FOUND, or null where that was asked for: %j', async (selector) => {
    await expect(resolveSelector(context, selector, 'from')).rejects.toBeInstanceOf(NotFoundError);
    expect(await findBySelector(context, selector, 'from')).toBeNull();
  });

  it.each<[EntitySelector, string]>([
    [{}, 'from'],
    [{ user: { email: '' } }, 'from.user.email'],
    [{ tool: { id: globalId('User', 'x') } }, 'from.tool.id'],
    [{ host: { name: 'x'.repeat(3_000) } }, 'from.host.name'],
  ])('that cannot be used names its argument', async (selector, argument) => {
    await expect(resolveSelector(context, selector, 'from')).rejects.toMatchObject({ argument });
  });

  it('of a list names each place, and gives a thing once', async () => {
    const found = await resolveSelectors(
      context,
      [{ tool: { name: 'Bash' } }, { id: globalId('Tool', 'Bash') }],
      'seeds',
    );
    expect(found.map(({ key }) => key)).toEqual(['Bash']);
    await expect(resolveSelectors(context, [{ tool: { name: 'Bash' } }, {}], 'seeds')).rejects.toMatchObject({
      argument: 'seeds[1]',
    });
  });
});
