import { describe, expect, test } from 'vitest';

import { ConfigError, parseConfig } from '../src/config.js';

const bare = { HOME: '/home/ada', PATH: '/usr/bin:/bin' };

function faultsOf(env: NodeJS.ProcessEnv): ConfigError {
  try {
    parseConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('parseConfig accepted the environment');
}

describe('defaults', () => {
  test('a bare environment gives a managed database and a service on loopback', () => {
    expect(parseConfig(bare)).toEqual({
      host: '127.0.0.1',
      port: 4000,
      homeFolder: '/home/ada/.local/share/runtrail',
      cacheFolder: '/home/ada/.cache/runtrail',
      database: {
        kind: 'managed',
        version: '5.26.30',
        javaHomes: [],
        searchPath: ['/usr/bin', '/bin'],
        userFolder: '/home/ada',
      },
      logLevel: 'info',
      idleHours: 24,
      queryTimeoutMs: 10_000,
    });
  });

  test('an empty variable counts as not set', () => {
    const env = { ...bare, PORT: '', NEO4J_URI: '', NEO4J_PASSWORD: '', RUNTRAIL_HOME: ' ', LOG_LEVEL: '' };
    expect(parseConfig(env)).toEqual(parseConfig(bare));
  });

  test('XDG folders are used when absolute and ignored when relative', () => {
    const given = parseConfig({ ...bare, XDG_DATA_HOME: '/data', XDG_CACHE_HOME: '/cache' });
    expect([given.homeFolder, given.cacheFolder]).toEqual(['/data/runtrail', '/cache/runtrail']);
    const relative = parseConfig({ ...bare, XDG_DATA_HOME: 'data', XDG_CACHE_HOME: './cache' });
    expect([relative.homeFolder, relative.cacheFolder]).toEqual([
      '/home/ada/.local/share/runtrail',
      '/home/ada/.cache/runtrail',
    ]);
  });
});

describe('values', () => {
  test('every variable of a managed database is read', () => {
    const { database, ...rest } = parseConfig({
      ...bare,
      HOST: '::1',
      PORT: '0',
      RUNTRAIL_HOME: '/srv/trail/../runtrail',
      RUNTRAIL_CACHE: '/srv/cache',
      NEO4J_VERSION: '2026.08.1',
      RUNTRAIL_NEO4J_HEAP_MB: '512',
      RUNTRAIL_NEO4J_PAGE_CACHE_MB: '128',
      RUNTRAIL_JAVA_HOME: '/opt/java-25',
      JAVA_HOME: '/opt/java-17',
      LOG_LEVEL: 'WARN',
      RUNTRAIL_IDLE_HOURS: '0.5',
      RUNTRAIL_QUERY_TIMEOUT_MS: '2500',
      RUNTRAIL_SENSITIVITY_FILE: '/etc/runtrail/../sensitivity.yaml',
    });
    expect(rest).toEqual({
      host: '::1',
      port: 0,
      homeFolder: '/srv/runtrail',
      cacheFolder: '/srv/cache',
      logLevel: 'warn',
      idleHours: 0.5,
      queryTimeoutMs: 2_500,
      sensitivityFile: '/etc/sensitivity.yaml',
    });
    expect(database).toEqual({
      kind: 'managed',
      version: '2026.08.1',
      heapMb: 512,
      pageCacheMb: 128,
      javaHomes: ['/opt/java-25', '/opt/java-17'],
      searchPath: ['/usr/bin', '/bin'],
      userFolder: '/home/ada',
    });
  });

  test.each([
    'bolt://127.0.0.1:7687',
    'bolt+s://graph.example',
    'bolt+ssc://graph.example:7688',
    'neo4j://[::1]:7687',
    'neo4j+s://0a1b2c3d.databases.neo4j.io',
    'neo4j+ssc://graph.example?policy=eu',
  ])('%s is an address', (uri) => {
    const { database } = parseConfig({ ...bare, NEO4J_URI: uri, NEO4J_PASSWORD: ' s p ' });
    expect(database).toEqual({
      kind: 'external',
      uri,
      username: 'neo4j',
      password: ' s p ',
      database: 'neo4j',
    });
  });

  test('an address takes its user and database from the environment', () => {
    const env = {
      NEO4J_URI: 'bolt://db',
      NEO4J_USERNAME: 'trail',
      NEO4J_PASSWORD: 'x',
      NEO4J_DATABASE: '0a1b2c3d',
    };
    const { database } = parseConfig({ ...bare, ...env });
    expect(database).toMatchObject({ username: 'trail', database: '0a1b2c3d' });
  });
});

describe('faults', () => {
  test('all of them are reported at once, each with its value and what is allowed', () => {
    const error = faultsOf({
      HOST: 'http://localhost',
      PORT: '65536',
      NEO4J_VERSION: '4.4.1',
      RUNTRAIL_NEO4J_HEAP_MB: '1.5',
      RUNTRAIL_NEO4J_PAGE_CACHE_MB: '-1',
      LOG_LEVEL: 'loud',
      RUNTRAIL_IDLE_HOURS: '0',
      RUNTRAIL_QUERY_TIMEOUT_MS: '10s',
      RUNTRAIL_CACHE: '~/cache',
    });
    expect(error.message).toBe(
      [
        'The environment has 10 faults:',
        '  HOST must be a host name or an IP address without scheme, port or brackets, such as 127.0.0.1 or ::1 (it is "http://localhost")',
        '  PORT must be a whole number from 0 to 65535 (it is "65536")',
        '  RUNTRAIL_HOME must be a folder, because neither XDG_DATA_HOME nor HOME names one',
        '  RUNTRAIL_CACHE must be a path that begins with / (a quoted ~ is not expanded) (it is "~/cache")',
        '  RUNTRAIL_NEO4J_HEAP_MB must be a whole number from 128 to 1048576 (it is "1.5")',
        '  RUNTRAIL_NEO4J_PAGE_CACHE_MB must be a whole number from 16 to 16777216 (it is "-1")',
        '  NEO4J_VERSION must be an exact Neo4j version, 5.26.x or from 2025.01.0 on, such as 5.26.30 or 2026.08.1 (it is "4.4.1")',
        '  LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent (it is "loud")',
        '  RUNTRAIL_IDLE_HOURS must be a number from 0.01 to 8760 (it is "0")',
        '  RUNTRAIL_QUERY_TIMEOUT_MS must be a whole number from 100 to 600000 (it is "10s")',
      ].join('\n'),
    );
    expect(error.faults).toHaveLength(10);
  });

  test.each(['1e3', '0x10', '+1', '１', '4000 5000', 'Infinity'])('%s is no port', (port) => {
    expect(faultsOf({ ...bare, PORT: port }).faults.map(({ variable }) => variable)).toEqual(['PORT']);
  });

  test.each(['localhost:7687', 'http://db:7474', 'bolt://', 'neo4j'])('%s is no address', (uri) => {
    const error = faultsOf({ ...bare, NEO4J_URI: uri, NEO4J_PASSWORD: 'x' });
    expect(error.faults).toEqual([
      { variable: 'NEO4J_URI', value: JSON.stringify(uri), allowed: expect.any(String) },
    ]);
  });

  test('a quoted ~ names no file of rules', () => {
    expect(faultsOf({ ...bare, RUNTRAIL_SENSITIVITY_FILE: '~/rules.yaml' }).message).toContain(
      'RUNTRAIL_SENSITIVITY_FILE must be a path that begins with /',
    );
  });

  test('an address needs a password', () => {
    expect(faultsOf({ ...bare, NEO4J_URI: 'bolt://db' }).message).toContain(
      'NEO4J_PASSWORD must be set when NEO4J_URI is set',
    );
  });

  test.each(['NEO4J_USERNAME', 'NEO4J_PASSWORD', 'NEO4J_DATABASE'])(
    '%s alone is a forgotten address',
    (variable) => {
      const error = faultsOf({ ...bare, [variable]: 'canary-7f3a' });
      expect(error.faults.map((fault) => fault.variable)).toEqual([variable]);
      expect(error.message).not.toContain('canary-7f3a');
    },
  );

  test('a password inside the address is refused and not shown', () => {
    const error = faultsOf({
      ...bare,
      NEO4J_URI: 'bolt://neo4j:canary-7f3a@db',
      NEO4J_PASSWORD: 'canary-91bc',
    });
    expect(error.faults.map(({ variable }) => variable)).toEqual(['NEO4J_URI']);
    expect(JSON.stringify([error.message, error.faults])).not.toMatch(/canary/);
  });

  test('a value is shown on one line and cut', () => {
    const { message } = faultsOf({ ...bare, LOG_LEVEL: `a\n\u001b[2J${'b'.repeat(500)}` });
    expect(message.split('\n')).toHaveLength(2);
    expect(message).toContain(String.raw`a\n\u001b[2J`);
    expect(message.length).toBeLessThan(350);
  });
});
