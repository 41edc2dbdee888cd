import neo4j, { type Driver } from 'neo4j-driver';

import type { RecordedTransaction } from './recorded-writes.js';

/** One `UNWIND` statement with its rows as the driver takes them. */
interface RawStatement {
  readonly text: string;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** What one transaction writes. */
export type RawBatch = readonly RawStatement[];

type Row = Readonly<Record<string, unknown>>;

const mergeSession = `UNWIND $rows AS row MERGE (n:Session {key: row.key}) SET n += row.properties`;

/** What many sessions share is written where it is new only: a SET would make every writer wait for every other. */
const mergeNode = (label: string): string =>
  `UNWIND $rows AS row MERGE (n:${label} {key: row.key}) ON CREATE SET n += row.properties`;

const mergeRelationship = (kind: string, target: string): string =>
  `UNWIND $rows AS row
MATCH (s:Session {key: row.from})
MATCH (t:${target} {key: row.to})
MERGE (s)-[r:${kind}]->(t)
SET r = row.properties`;

const nodeRow = ({ key, ...properties }: Row): Row => ({ key, properties });

const relationshipRow = ({ session, target, ...properties }: Row): Row => ({
  from: session,
  to: target,
  properties,
});

interface RawForm {
  readonly text: string;
  readonly row: (row: Row) => Row;
}

const node = (label: string): RawForm => ({ text: mergeNode(label), row: nodeRow });

const session: RawForm = { text: mergeSession, row: nodeRow };

const relationship = (kind: string, target: string): RawForm => ({
  text: mergeRelationship(kind, target),
  row: relationshipRow,
});

/**
 * For each statement of the importer that writes nodes or relationships, the plainest one that writes the same rows.
 * What the importer does besides is left out: looking for what is stored, roll-ups, marks for the appraiser, its notes.
 */
const RAW_FORMS: Readonly<Record<string, RawForm>> = {
  lockSessions: session,
  mergeUsers: node('User'),
  mergeEndpoints: node('Endpoint'),
  mergeApiKeys: node('ApiKey'),
  mergeAgents: node('Agent'),
  mergeModels: node('Model'),
  mergeTools: node('Tool'),
  mergeMcpServers: node('McpServer'),
  mergeHosts: node('Host'),
  mergeRepositories: node('Repository'),
  mergeFiles: node('File'),
  createEvents: {
    text: `UNWIND $rows AS row
MATCH (s:Session {key: row.from})
CREATE (s)-[:HAS_EVENT]->(e:Event)
SET e = row.properties`,
    row: ({ session, ...properties }) => ({
      from: session,
      properties: { ...properties, sessionKey: session },
    }),
  },
  createRecords: {
    text: `UNWIND $rows AS row
MATCH (e:Event {key: row.from})
CREATE (e)-[:HAS_RECORD]->(r:Record)
SET r = row.properties`,
    row: ({ event, ...properties }) => ({ from: event, properties }),
  },
  mergeRunBy: relationship('RUN_BY', 'User'),
  mergeRanOn: relationship('RAN_ON', 'Endpoint'),
  mergeUsedKey: relationship('USED_KEY', 'ApiKey'),
  mergeRead: relationship('READ', 'File'),
  mergeWrote: relationship('WROTE', 'File'),
  mergeCalled: relationship('CALLED', 'Host'),
  mergeUsedServer: relationship('USED_SERVER', 'McpServer'),
  mergeRanAs: relationship('RAN_AS', 'Agent'),
  mergeUsedModel: relationship('USED_MODEL', 'Model'),
  mergeUsedTool: relationship('USED_TOOL', 'Tool'),
  mergeInRepository: relationship('IN_REPOSITORY', 'Repository'),
  linkFilesToRepositories: {
    text: `UNWIND $rows AS row
MATCH (f:File {key: row.file})
MATCH (r:Repository {key: row.repository})
MERGE (f)-[:IN_REPOSITORY]->(r)`,
    row: (row) => row,
  },
  updateSessions: session,
  mergeSpawned: {
    text: mergeRelationship('SPAWNED', 'Session'),
    row: ({ parent, child }) => ({ from: parent, to: child, properties: {} }),
  },
  mergeContinued: {
    text: mergeRelationship('CONTINUED', 'Session'),
    row: ({ session, origin, ...properties }) => ({ from: session, to: origin, properties }),
  },
};

/** Statements with rows that write no node and no relationship of their own, or only read. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'linkEndpointsToHosts',
  'mergeImportedFiles',
  'ingestRelationsOfSessions',
]);

const ORDER = Object.keys(RAW_FORMS);

/**
 * The importer's rows as plain statements, batch by batch, those of a batch in one order, so that writers do not wait
 * for one another in a circle. Throws for a statement that is not known here.
 */
export function rawBatches(transactions: readonly RecordedTransaction[]): RawBatch[] {
  return transactions
    .map((transaction) =>
      inOrder(transaction).flatMap(({ statement, rows }): RawStatement[] => {
        if (LEFT_OUT.has(statement)) return [];
        const form = RAW_FORMS[statement];
        if (form === undefined) {
          throw new RangeError(
            `The bench does not know what ${statement} writes: say so in bench/import/raw-writes.ts.`,
          );
        }
        return [{ text: form.text, rows: rows.map((row) => driverValue(form.row(row)) as Row) }];
      }),
    )
    .filter((batch) => batch.length > 0);
}

function inOrder(transaction: RecordedTransaction): RecordedTransaction {
  return transaction.toSorted((a, b) => ORDER.indexOf(a.statement) - ORDER.indexOf(b.statement));
}

/** Writes the batches, so many at a time, each in one transaction whose statements are sent without waiting. */
export async function writeRaw(
  driver: Driver,
  database: string,
  batches: readonly RawBatch[],
  writers: number,
): Promise<void> {
  const left = [...batches];
  await Promise.all(Array.from({ length: writers }, () => writeFrom(left, driver, database)));
}

async function writeFrom(left: RawBatch[], driver: Driver, database: string): Promise<void> {
  const session = driver.session({ database });
  try {
    for (let batch = left.shift(); batch !== undefined; batch = left.shift()) {
      const statements = batch;
      await session.executeWrite((tx) =>
        Promise.all(statements.map(({ text, rows }) => tx.run(text, { rows }))),
      );
    }
  } finally {
    await session.close();
  }
}

/** Whole numbers as INTEGERs: as the importer stores them. */
function driverValue(value: unknown): unknown {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? neo4j.int(value) : value;
  if (Array.isArray(value)) return value.map(driverValue);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, driverValue(member)]));
  }
  return value;
}
