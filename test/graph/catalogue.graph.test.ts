import type { Driver } from 'neo4j-driver';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { allQueries } from '../../src/graph/catalogue/all.generated.js';
import { Graph } from '../../src/graph/graph.js';
import type { Statement } from '../../src/graph/query.js';
import { applySchema } from '../../src/graph/schema.js';
import { instant, int, string } from '../../src/graph/value-type.js';
import { connectForTest, wipe } from '../support/database.js';
import { seedTokens, storedVocabulary } from '../support/token-seed.js';
import { explainFaults } from './explain.js';

const address = inject('neo4j');
let driver: Driver;

beforeAll(async () => {
  driver = connectForTest();
  const graph = Graph.connect(address);
  await wipe(driver);
  await applySchema(graph);
  await graph.close();
  await seedTokens(driver, address.database, storedVocabulary());
});

afterAll(async () => {
  await wipe(driver);
  await driver.close();
});

describe('the catalogue', () => {
  it.each(allQueries.map((statement) => [statement.file, statement] as const))(
    '%s is what its header says',
    async (_, statement) => {
      expect(await explainFaults(driver, address.database, statement)).toEqual([]);
    },
  );
});

describe('the check of the catalogue', () => {
  const sound: Statement = {
    name: 'sessionOfKey',
    file: 'read/session-of-key.cypher',
    text: 'MATCH (s:Session {key: $key}) RETURN s.key AS key',
    params: { key: string },
    returns: { key: string },
    plan: [{ kind: 'seek', on: 'Session', properties: ['key'] }],
  };
  const faultsOf = (changes: Partial<Statement>) =>
    explainFaults(driver, address.database, { ...sound, ...changes });

  it('passes a sound statement', async () => {
    expect(await faultsOf({})).toEqual([]);
  });

  it('finds parameters and columns that header and statement do not share', async () => {
    expect(await faultsOf({ params: { id: int }, returns: { at: instant } })).toEqual([
      'the statement has no parameter "id"',
      'the header has no parameter "key"',
      'the statement has no column "at"',
      'the header has no column "key"',
    ]);
  });

  it('finds a read that writes and a write that reads', async () => {
    const text = 'MATCH (s:Session {key: $key}) SET s.key = $key RETURN s.key AS key';
    expect(await faultsOf({ text })).toEqual(['in read/ a statement of type "rw" does not stand']);
    expect(await faultsOf({ file: 'write/x.cypher' })).toEqual([
      'in write/ a statement of type "r" does not stand',
    ]);
  });

  it('finds unknown labels, relationship types and properties', async () => {
    const text = 'MATCH (s:Session {key: $key})-[:USED_KEI]->(:ApiKei) RETURN s.kei AS key';
    const faults = await faultsOf({ text });
    expect(new Set(faults.map((fault) => fault.split(':')[0]))).toEqual(
      new Set(['unknown label', 'unknown property', 'unknown relationship type']),
    );
  });

  it('finds Cartesian products', async () => {
    const text = 'MATCH (s:Session {key: $key}), (u:User {key: $key}) RETURN s.key + u.key AS key';
    expect(await faultsOf({ text })).toEqual([expect.stringMatching(/^Cartesian product: /)]);
  });

  it('finds scans that no plan line admits, and admits those that one names', async () => {
    const text = 'MATCH (s:Session) WHERE s.key CONTAINS $key OR s.lastSeenAt > 5 RETURN s.key AS key';
    expect(await faultsOf({ text, plan: [] })).toEqual([
      expect.stringMatching(/^NodeByLabelScan of s:Session /),
    ]);
    expect(await faultsOf({ text, plan: [{ kind: 'scan', on: 'User' }] })).toHaveLength(1);
    expect(await faultsOf({ text, plan: [{ kind: 'scan', on: 'Session' }] })).toEqual([]);
    const anything = 'MATCH (s) WHERE s.key = $key RETURN s.key AS key';
    expect(await faultsOf({ text: anything, plan: [{ kind: 'scan', on: 'Session' }] })).toEqual([
      expect.stringMatching(/^AllNodesScan /),
    ]);
    const relationships = 'MATCH (s)-[r:READ]->() WHERE s.key = $key RETURN r.count AS key';
    expect(await faultsOf({ text: relationships, plan: [] })).toEqual([
      expect.stringMatching(/^DirectedRelationshipTypeScan .*READ.* /),
    ]);
  });

  it('finds a seek that the plan does not make', async () => {
    expect(await faultsOf({ plan: [{ kind: 'seek', on: 'Session', properties: ['lastSeenAt'] }] })).toEqual([
      'no index seek on Session.lastSeenAt',
    ]);
  });

  it('finds a sort where the header promises the order of an index', async () => {
    const properties = ['sessionKey', 'orderAt', 'key'];
    const plan: Statement['plan'] = [{ kind: 'order', on: 'Event', properties }];
    const ordered =
      'MATCH (e:Event) WHERE e.sessionKey = $key AND e.orderAt IS NOT NULL AND e.key IS NOT NULL ' +
      'RETURN e.key AS key ORDER BY e.sessionKey, e.orderAt, e.key LIMIT 10';
    expect(await faultsOf({ text: ordered, plan })).toEqual([]);
    const sorted = ordered.replace('e.orderAt, e.key', 'e.orderAt DESC, e.key');
    expect(await faultsOf({ text: sorted, plan })).toEqual([
      expect.stringMatching(/sorts what the index on Event.sessionKey, orderAt, key should order$/),
    ]);
    const sortedAfterTheLimit =
      ordered.replace(/RETURN.*ORDER/, 'WITH e ORDER') + ' WITH e ORDER BY e.key DESC RETURN e.key AS key';
    expect(await faultsOf({ text: sortedAfterTheLimit, plan })).toEqual([]);
  });

  it('asks for a scan of an index to be named as such', async () => {
    const text =
      'MATCH (s:Session) WHERE s.lastSeenAt IS NOT NULL AND s.topLevel IS NOT NULL AND s.key IS NOT NULL ' +
      'AND s.key <> $key RETURN s.key AS key';
    const properties = ['topLevel', 'lastSeenAt', 'key'];
    const index = { on: 'Session', properties };
    expect(await faultsOf({ text, plan: [] })).toEqual([
      expect.stringMatching(/^NodeIndexScan of .*is not named by a plan line$/),
    ]);
    expect(await faultsOf({ text, plan: [{ kind: 'scanIndex', ...index }] })).toEqual([]);
    expect(await faultsOf({ plan: [{ kind: 'scanIndex', ...index }] })).toEqual([
      'no scan of the index on Session.topLevel, lastSeenAt, key',
    ]);
  });
});
