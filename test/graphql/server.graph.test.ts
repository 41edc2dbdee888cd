import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import { Graph } from '../../src/graph/graph.js';
import { applySchema } from '../../src/graph/schema.js';
import { buildServer, type RunningServer, type ServerOptions } from '../../src/server.js';
import { TcpProxy } from '../graph/tcp-proxy.js';
import { connectForTest, wipe } from '../support/database.js';

const graph = Graph.connect(inject('neo4j'));

const optionsFor = (database: Graph): ServerOptions => ({
  graph: database,
  config: { idleHours: 24, queryTimeoutMs: 10_000 },
  rules: { policyVersion: 1, rulesVersion: 1 },
});

beforeAll(async () => {
  const driver = connectForTest();
  await wipe(driver);
  await driver.close();
  await applySchema(graph);
});

afterAll(() => graph.close());

async function served(
  use: (server: RunningServer) => Promise<void>,
  options: Partial<ServerOptions> = {},
): Promise<void> {
  const server = await buildServer({ ...optionsFor(graph), ...options });
  try {
    await use(server);
  } finally {
    await server.stop();
  }
}

const post = (server: RunningServer, payload: string, headers: Record<string, string> = {}) =>
  server.app.inject({
    method: 'POST',
    url: '/graphql',
    headers: { 'content-type': 'application/json', ...headers },
    payload,
  });

describe('the transport', () => {
  it.each([
    ['a batch', '[{"query":"{ limits { maxFirst } }"}]', {}, 400],
    ['no JSON', '{"query":', {}, 400],
    ['no query', '{}', {}, 400],
    ['a form', 'query={limits{maxFirst}}', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['plain text', '{"query":"{ limits { maxFirst } }"}', { 'content-type': 'text/plain' }, 400],
    [
      'more than 1 MiB',
      JSON.stringify({ query: '{ limits { maxFirst } }', variables: { x: 'x'.repeat(1_100_000) } }),
      {},
      413,
    ],
  ])('refuses %s with a code and a next step', async (_what, payload, headers, status) => {
    await served(async (server) => {
      const response = await post(server, payload, headers);
      expect(response.statusCode).toBe(status);
      const { errors } = response.json<{ errors: { extensions: { code: string; nextStep: string } }[] }>();
      expect(errors[0]?.extensions.code).toBe('BAD_REQUEST');
      expect(errors[0]?.extensions.nextStep).toMatch(/\w/);
    });
  });

  it('takes a query by GET only from a client that shows it is none of a foreign page', async () => {
    await served(async (server) => {
      const url = `/graphql?query=${encodeURIComponent('{ limits { maxFirst } }')}`;
      const foreign = await server.app.inject({ method: 'GET', url });
      expect(foreign.statusCode).toBe(400);
      const own = await server.app.inject({
        method: 'GET',
        url,
        headers: { 'apollo-require-preflight': '1' },
      });
      expect(own.json()).toMatchObject({ data: { limits: { maxFirst: 100 } } });
    });
  });

  it('shows a browser the explorer, whole and offline, with the ready-made queries', async () => {
    const query = 'query Ready { limits { maxFirst } }';
    await served(
      async (server) => {
        const headers = { accept: 'text/html,application/xhtml+xml' };
        const response = await server.app.inject({ method: 'GET', url: '/graphql', headers });
        expect(response.statusCode).toBe(200);
        expect(response.headers['content-type']).toContain('text/html');
        expect(response.body).toContain(query);
        // Of what a page loads besides its own script, nothing may name an address.
        const markup = response.body.replace(/<script>[^]*?<\/script>/g, '');
        const loads = [...markup.matchAll(/\b(?:src|href)="([^"]*)"/g)].map((match) => match[1] ?? '');
        expect(loads.length).toBeGreaterThan(0);
        expect(loads.filter((address) => !address.startsWith('data:'))).toEqual([]);
        expect(markup).not.toMatch(/@import|url\(\s*["']?(?:https?:)?\/\//);
        expect(response.body).not.toMatch(/unpkg\.com|jsdelivr|cdnjs|googleapis|esm\.sh/);
        const policy = String(response.headers['content-security-policy']);
        expect(policy).toContain("default-src 'none'");
        expect(policy).toContain("connect-src 'self'");
        expect(policy).toMatch(/script-src 'sha256-[A-Za-z0-9+/=]{44}' blob:;/);
        const again = await server.app.inject({
          method: 'GET',
          url: '/graphql',
          headers: { ...headers, 'if-none-match': String(response.headers.etag) },
        });
        expect(again.statusCode).toBe(304);
        const zipped = await server.app.inject({
          method: 'GET',
          url: '/graphql',
          headers: { ...headers, 'accept-encoding': 'gzip' },
        });
        expect(zipped.headers['content-encoding']).toBe('gzip');
        expect(zipped.rawPayload.length).toBeLessThan(response.rawPayload.length / 2);
      },
      { readyMadeQueries: [{ query }] },
    );
  });

  it('takes routes of others', async () => {
    await served(
      async (server) => {
        expect((await server.app.inject('/x')).json()).toEqual({ ok: true });
      },
      { routes: (app) => void app.get('/x', () => ({ ok: true })) },
    );
  });
});

describe('health', () => {
  it('is live and ready with a database, and not ready while it stops', async () => {
    const server = await buildServer(optionsFor(graph));
    await server.app.listen({ host: '127.0.0.1', port: 0 });
    const address = server.app.server.address();
    const base = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
    expect((await fetch(`${base}/health/live`)).status).toBe(200);
    expect((await fetch(`${base}/health/ready`)).status).toBe(200);
    await server.stop();
    await expect(fetch(`${base}/health/live`)).rejects.toThrow('fetch failed');
    await expect(server.stop()).resolves.toBeUndefined();
  });

  it('is not ready for a reason that the service gives', async () => {
    await served(
      async (server) => {
        const response = await server.app.inject('/health/ready');
        expect(response.statusCode).toBe(503);
        expect(response.json()).toMatchObject({ reason: 'The schema is being migrated.' });
      },
      { readiness: () => 'The schema is being migrated.' },
    );
  });

  it('finishes what runs when it is told to stop', async () => {
    let release = (): void => {};
    const entered = new Promise<void>((resolve) => {
      release = resolve;
    });
    const server = await buildServer({
      ...optionsFor(graph),
      routes: (app) =>
        void app.get('/slow', async () => {
          release();
          await new Promise((resolve) => setTimeout(resolve, 200));
          return { done: true };
        }),
    });
    await server.app.listen({ host: '127.0.0.1', port: 0 });
    const address = server.app.server.address();
    const running = fetch(
      `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/slow`,
    );
    await entered;
    const startedAt = performance.now();
    await server.stop();
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    expect(await (await running).json()).toEqual({ done: true });
  });
});

describe('a database that is away', () => {
  const LEDGER = JSON.stringify({ query: '{ sessions(first: 5) { nodes { id } } limits { maxFirst } }' });

  it('is said within two seconds, with what to do', async () => {
    const dead = Graph.connect({ ...inject('neo4j'), uri: 'bolt://127.0.0.1:9' });
    await served(
      async (server) => {
        const startedAt = performance.now();
        const response = await post(server, LEDGER);
        expect(performance.now() - startedAt).toBeLessThan(2_500);
        expect(response.json()).toMatchObject({
          errors: [{ extensions: { code: 'UNAVAILABLE', reason: 'UNREACHABLE' } }],
        });
        const ready = await server.app.inject('/health/ready');
        expect(ready.statusCode).toBe(503);
        expect(ready.headers['retry-after']).toBe('2');
        expect((await server.app.inject('/health/live')).statusCode).toBe(200);
      },
      { graph: dead },
    );
    await dead.close();
  });

  it('is said in bounded time where it goes in the middle of a query, and forgotten when it is back', async () => {
    const proxy = await TcpProxy.before(inject('neo4j').uri);
    const flaky = Graph.connect({ ...inject('neo4j'), uri: proxy.uri });
    await served(
      async (server) => {
        expect((await post(server, LEDGER)).json()).toMatchObject({ data: { limits: { maxFirst: 100 } } });
        proxy.swallowEverything();
        const startedAt = performance.now();
        const response = await post(server, LEDGER);
        expect(performance.now() - startedAt).toBeLessThan(10_000);
        const { errors } = response.json<{ errors: { extensions: { code: string; nextStep: string } }[] }>();
        expect(['TIMEOUT', 'UNAVAILABLE']).toContain(errors[0]?.extensions.code);
        expect(errors[0]?.extensions.nextStep).toMatch(/\w/);
        proxy.serveNewConnections();
        await expect
          .poll(async () => (await post(server, LEDGER)).json<{ errors?: unknown }>().errors, {
            timeout: 15_000,
          })
          .toBeUndefined();
      },
      { graph: flaky, config: { idleHours: 24, queryTimeoutMs: 4_000 } },
    );
    await flaky.close();
    await proxy.close();
  });
});
