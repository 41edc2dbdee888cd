import neo4j, { type Driver } from 'neo4j-driver';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { QueryFailedError, QueryRowError, QueryTimeoutError } from '../../src/graph/errors.js';
import { Graph, type WriteTransaction } from '../../src/graph/graph.js';
import { defineReadQuery, defineWriteQuery, type NoParams } from '../../src/graph/query.js';
import type { ObservedStatement } from '../../src/graph/run-statement.js';
import { float, instant, int, json, list, map, optional, string } from '../../src/graph/value-type.js';
import { connectForTest } from '../support/database.js';
import {
  address,
  closeGraphs,
  connect,
  endless,
  failureOf,
  numbers,
  plain,
  probes,
  putProbe,
  removeProbes,
  runningOn,
  until,
} from './graph-probes.js';
import { TcpProxy } from './tcp-proxy.js';

let driver: Driver;

beforeAll(async () => {
  driver = connectForTest();
  await removeProbes(driver);
});

afterEach(closeGraphs);

afterAll(async () => {
  await removeProbes(driver);
  await driver.close();
});

describe('reading', () => {
  it('takes and gives values of every type', async () => {
    const value = {
      text: 'ü\u0000😀',
      at: 1_700_000_000_123,
      share: 3,
      parts: [{ size: Number.MAX_SAFE_INTEGER, note: null }],
    };
    const type = {
      text: string,
      at: instant,
      share: float,
      parts: list(map({ size: int, note: optional(string) })),
    };
    const echo = defineReadQuery<
      { value: typeof value },
      { same: typeof value; any: unknown; kinds: unknown }
    >({
      ...plain,
      name: 'echo',
      text: `RETURN $value AS same, $value AS any, [valueType($value.at), valueType($value.share),
             valueType($value.parts[0].size)] AS kinds`,
      params: { value: map(type) },
      returns: { same: map(type), any: json, kinds: list(string) },
    });
    const [row] = await connect().read(echo, { value });
    expect(row).toEqual({
      same: value,
      any: value,
      kinds: ['INTEGER NOT NULL', 'FLOAT NOT NULL', 'INTEGER NOT NULL'],
    });
  });

  it('takes an int in LIMIT, and gives rows in order', async () => {
    expect(await connect().read(numbers, { from: 998, first: 2 })).toEqual([{ n: 998 }, { n: 999 }]);
  });

  it('reads more rows than the driver fetches at once', async () => {
    const rows = await connect().read(numbers, { from: -4_000, first: 5_000 });
    expect(rows.map(({ n }) => n)).toEqual(Array.from({ length: 5_000 }, (_, i) => i - 4_000));
  });

  it('refuses an integer that a number cannot hold, and serves the next read', async () => {
    const graph = connect(address.uri, { poolSize: 1 });
    const huge = defineReadQuery<NoParams, { n: number }>({
      ...plain,
      name: 'huge',
      text: 'UNWIND [1, 9007199254740993, 2] AS n RETURN n',
      params: {},
      returns: { n: int },
    });
    const { error } = await failureOf(() => graph.read(huge, {}));
    expect(error).toBeInstanceOf(QueryRowError);
    expect(error).toMatchObject({ query: 'huge', column: 'n', expected: 'int' });
    expect(await graph.read(numbers, { from: 1000, first: 1 })).toEqual([{ n: 1000 }]);
  });

  it('cannot write, alone or in a transaction', async () => {
    const graph = connect();
    const disguised = defineReadQuery<{ key: string; value: number }, { value: number }>({
      ...putProbe,
      name: 'disguised',
    });
    const params = { key: 'disguised', value: 1 };
    const outcomes = [
      await failureOf(() => graph.read(disguised, params)),
      await failureOf(() => graph.readTransaction((transaction) => transaction.run(disguised, params))),
    ];
    for (const { error } of outcomes) {
      expect(error).toBeInstanceOf(QueryFailedError);
      expect(error).toMatchObject({ query: 'disguised', code: 'Neo.ClientError.Statement.AccessMode' });
    }
    expect(await graph.read(probes, { key: 'disguised' })).toEqual([]);
  });

  it('keeps Cypher and values out of what a failure shows', async () => {
    const broken = defineReadQuery<{ secret: string }, { n: number }>({
      ...plain,
      name: 'broken',
      text: 'RETURN toInteger({s: $secret}) AS n',
      params: { secret: string },
      returns: { n: int },
    });
    const { error } = await failureOf(() => connect().read(broken, { secret: 'hunter2' }));
    expect(error).toBeInstanceOf(QueryFailedError);
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toMatch(/hunter2|toInteger/);
    expect((error as QueryFailedError).serverMessage()).not.toBe('');
  });
});

describe('deadlines', () => {
  it('ends a read in time, and stops it on the server', async () => {
    const graph = connect();
    await graph.verify(10_000);
    const { error, tookMs } = await failureOf(() => graph.read(endless, {}, { timeoutMs: 300 }));
    expect(error).toBeInstanceOf(QueryTimeoutError);
    expect(error).toMatchObject({ query: 'endless' });
    expect(tookMs).toBeGreaterThan(250);
    expect(tookMs).toBeLessThan(2_000);
    await until(async () => (await runningOn(driver, 'i % 7')) === 0, 5_000);
  });

  it('sends nothing once the deadline has passed', async () => {
    const observed: ObservedStatement[] = [];
    const graph = connect();
    await graph.verify(10_000);
    const { error, tookMs } = await failureOf(() =>
      graph
        .observed((statement) => observed.push(statement))
        .readTransaction(
          async (transaction) => {
            await transaction.run(endless, {}).catch(() => {});
            return transaction.run(numbers, { from: 1, first: 1 });
          },
          { timeoutMs: 200 },
        ),
    );
    expect(error).toBeInstanceOf(QueryTimeoutError);
    expect(error).toMatchObject({ query: 'numbers' });
    expect(tookMs).toBeLessThan(2_000);
    expect(observed.map(({ name }) => name)).toEqual(['endless']);
  });

  it('leaves what a read transaction completed before the deadline with its caller', async () => {
    const graph = connect();
    await graph.verify(10_000);
    const completed = await graph.readTransaction(
      async (transaction) => {
        const rows = await transaction.run(numbers, { from: 999, first: 5 });
        const more = await transaction.run(endless, {}).catch((error: unknown) => error);
        expect(more).toBeInstanceOf(QueryTimeoutError);
        return rows;
      },
      { deadlineAt: Date.now() + 300 },
    );
    expect(completed).toEqual([{ n: 999 }, { n: 1000 }]);
    await until(async () => (await runningOn(driver, 'i % 7')) === 0, 5_000);
  });

  it('ends a write in time and leaves nothing behind', async () => {
    const graph = connect();
    await graph.verify(10_000);
    const { error, tookMs } = await failureOf(() =>
      graph.write(
        async (transaction) => {
          await transaction.run(putProbe, { key: 'late', value: 1 });
          await transaction.run(endless, {});
        },
        { timeoutMs: 400 },
      ),
    );
    expect(error).toBeInstanceOf(QueryTimeoutError);
    expect(tookMs).toBeLessThan(2_000);
    expect(await graph.read(probes, { key: 'late' })).toEqual([]);
  });
});

describe('writing', () => {
  it('commits, and gives what the work gives', async () => {
    const graph = connect();
    const rows = await graph.write(async (transaction) => {
      await transaction.run(putProbe, { key: 'commit-1', value: 1 });
      await transaction.run(putProbe, { key: 'commit-2', value: 2 });
      return transaction.run(probes, { key: 'commit-' });
    });
    expect(rows).toEqual([{ value: 1 }, { value: 2 }]);
    expect(await graph.read(probes, { key: 'commit-' })).toEqual(rows);
  });

  it('rolls back what the work throws at, and throws that', async () => {
    const graph = connect();
    const thrown = new Error('changed my mind');
    const { error } = await failureOf(() =>
      graph.write(async (transaction) => {
        await transaction.run(putProbe, { key: 'thrown', value: 1 });
        throw thrown;
      }),
    );
    expect(error).toBe(thrown);
    expect(await graph.read(probes, { key: 'thrown' })).toEqual([]);
  });

  it('commits nothing when a statement failed, even if the work caught it', async () => {
    const graph = connect();
    const impossible = defineWriteQuery<NoParams, never>({
      ...plain,
      name: 'impossible',
      text: 'CREATE (p:GraphProbe {value: 1 / 0})',
      params: {},
      returns: {},
    });
    const failures: ((transaction: WriteTransaction) => Promise<unknown>)[] = [
      (transaction) => transaction.run(impossible, {}),
      (transaction) => transaction.run(putProbe, { key: 'caught', value: 0.5 }),
    ];
    const errors = failures.map(async (failing) => {
      const { error } = await failureOf(() =>
        graph.write(async (transaction) => {
          await transaction.run(putProbe, { key: 'caught', value: 1 });
          await failing(transaction).catch(() => {});
        }),
      );
      return error;
    });
    expect(await Promise.all(errors)).toMatchObject([
      { name: 'QueryFailedError', query: 'impossible' },
      { name: 'QueryParameterError', query: 'putProbe', path: '$value' },
    ]);
    expect(await graph.read(probes, { key: 'caught' })).toEqual([]);
  });

  it('gets past a deadlock', async () => {
    const graph = connect();
    await graph.write(async (transaction) => {
      await transaction.run(putProbe, { key: 'dead-a', value: 0 });
      await transaction.run(putProbe, { key: 'dead-b', value: 0 });
    });
    let attempts = 0;
    let arrived = 0;
    let meet: () => void = () => {};
    const met = new Promise<void>((resolve) => {
      meet = resolve;
    });
    const crossing = (first: string, second: string, value: number) =>
      graph.write(async (transaction) => {
        attempts++;
        await transaction.run(putProbe, { key: first, value });
        if (++arrived === 2) meet();
        await met;
        await transaction.run(putProbe, { key: second, value });
      });
    await Promise.all([crossing('dead-a', 'dead-b', 1), crossing('dead-b', 'dead-a', 2)]);
    expect(attempts).toBe(3);
    const values = await graph.read(probes, { key: 'dead-' });
    expect(values[0]).toEqual(values[1]);
  });

  it.each(['bolt', 'neo4j'])('is seen at once by reads over %s, on whichever connection', async (scheme) => {
    const graph = connect(address.uri.replace(/^\w+/, scheme));
    for (let value = 0; value < 30; value++) {
      await graph.write((transaction) => transaction.run(putProbe, { key: `seen-${scheme}`, value }));
      const seen = await Promise.all([1, 2, 3].map(() => graph.read(probes, { key: `seen-${scheme}` })));
      expect(seen).toEqual([[{ value }], [{ value }], [{ value }]]);
    }
  });
});

describe('bookmarks', () => {
  it.each([true, false])('go with the reads that follow a write: %s', async (bookmarks) => {
    const proxy = await TcpProxy.before(address.uri);
    const throughProxy = neo4j.driver(proxy.uri, neo4j.auth.basic(address.username, address.password), {
      disableLosslessIntegers: true,
    });
    const graph = new Graph(throughProxy, address.database, { bookmarks, readTimeoutMs: 20_000 });
    try {
      await graph.write((transaction) => transaction.run(putProbe, { key: 'marked', value: 7 }));
      proxy.takeSent();
      expect(await graph.read(probes, { key: 'marked' })).toEqual([{ value: 7 }]);
      expect(proxy.takeSent().includes('bookmarks')).toBe(bookmarks);
    } finally {
      await graph.close();
      await proxy.close();
    }
  });
});

describe('observers', () => {
  it('learn of every statement, failed ones too, and only through their own view', async () => {
    const graph = connect();
    const all: ObservedStatement[] = [];
    const some: ObservedStatement[] = [];
    const view = graph.observed((statement) => all.push(statement));
    const inner = view.observed((statement) => some.push(statement));
    await graph.read(numbers, { from: 1, first: 3 });
    await view.read(numbers, { from: 1, first: 3 });
    await inner.readTransaction((transaction) => transaction.run(numbers, { from: 1, first: 5 }));
    await inner.write((transaction) => transaction.run(putProbe, { key: 'observed', value: 1 }));
    await failureOf(() => inner.read(endless, {}, { timeoutMs: 50 }));
    const facts = (statements: ObservedStatement[]) =>
      statements.map(({ name, rows, failed }) => [name, rows, failed]);
    expect(facts(some)).toEqual([
      ['numbers', 5, false],
      ['putProbe', 1, false],
      ['endless', 0, true],
    ]);
    expect(facts(all)).toEqual([['numbers', 3, false], ...facts(some)]);
    expect(some[2]?.durationMs).toBeGreaterThan(40);
    expect(some[0]?.statement.text).toBe(numbers.text);
  });
});
