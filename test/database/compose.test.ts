import { readFile } from 'node:fs/promises';

import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

import { defaultNeo4jVersion, parseConfig } from '../../src/config.js';

interface Service {
  readonly image: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
}

const text = await readFile(new URL('../../docker-compose.yml', import.meta.url), 'utf8');
const compose = parse(text) as {
  services: Record<'neo4j' | 'runtrail', Service>;
  volumes: Record<string, unknown>;
};
const dockerfile = await readFile(new URL('../../Dockerfile', import.meta.url), 'utf8');
const { neo4j, runtrail } = compose.services;

describe('docker-compose.yml', () => {
  test('pins the same Neo4j as the managed database', async () => {
    expect(neo4j.image).toBe(`neo4j:${defaultNeo4jVersion}-community`);
    const pom = await readFile(new URL('../../neo4j/pom.xml', import.meta.url), 'utf8');
    expect(pom).toContain(`<neo4j.version>${defaultNeo4jVersion}</neo4j.version>`);
  });

  test('demands a password for both and holds none', () => {
    const required = /^\$\{NEO4J_PASSWORD:\?[^}]+\}$/;
    expect(runtrail.environment['NEO4J_PASSWORD']).toMatch(required);
    expect(neo4j.environment['NEO4J_AUTH']?.replace('neo4j/', '')).toMatch(required);
  });

  test('publishes the service on loopback and the database not at all', () => {
    expect(runtrail.ports).toEqual(['127.0.0.1:${PORT:-4000}:4000']);
    expect(neo4j.ports).toBeUndefined();
  });

  test('starts the service when the database is healthy', () => {
    expect(runtrail.depends_on).toEqual({ neo4j: { condition: 'service_healthy' } });
    expect(neo4j.healthcheck?.test.join(' ')).toContain('cypher-shell');
    expect(dockerfile).toMatch(/^HEALTHCHECK .*(\\\n.*)*\/health\/ready/m);
  });

  test('keeps data in volumes that are declared', () => {
    const named = [...neo4j.volumes, ...runtrail.volumes].map((volume) => volume.split(':'));
    expect(new Set(named.map(([volume]) => volume))).toEqual(new Set(Object.keys(compose.volumes)));
    expect(named.map(([, folder]) => folder)).toContain(/RUNTRAIL_HOME=(\S+)/.exec(dockerfile)?.[1]);
  });

  test('gives the service an environment that it accepts', () => {
    const resolved = Object.entries(runtrail.environment).map(([name, value]): [string, string] => [
      name,
      value.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1').replaceAll(/\$\{\w+:\?[^}]*\}/g, 'a password'),
    ]);
    const image = [...dockerfile.matchAll(/(\b[A-Z][A-Z_]+)=(\S+)/g)].map(([, name, value]) => [name, value]);
    const config = parseConfig({ ...Object.fromEntries(image), ...Object.fromEntries(resolved) });
    expect(config).toMatchObject({ host: '0.0.0.0', port: 4000, homeFolder: '/var/lib/runtrail' });
    expect(config.database).toMatchObject({
      kind: 'external',
      uri: 'bolt://neo4j:7687',
      password: 'a password',
    });
  });
});

describe('Dockerfile', () => {
  test('runs without root on a pinned major version of Node', () => {
    const lastStage = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
    expect(lastStage).toMatch(/^FROM node:20-slim$/m);
    expect(lastStage).toMatch(/^USER node$/m);
    expect(lastStage.indexOf('\nUSER node')).toBeLessThan(lastStage.indexOf('\nCMD '));
  });
});
