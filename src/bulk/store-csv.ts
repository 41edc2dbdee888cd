import path from 'node:path';

import type { CreateEventsParams, CreateRecordsParams } from '../graph/catalogue/write.generated.js';
import type { SessionRef } from '../events/event.js';
import { sessionKey, topLevel } from '../events/ids.js';
import { CsvFile, LIST_SEPARATOR, type CsvValue } from './csv-file.js';

type EventRow = CreateEventsParams['rows'][number];
type RecordRow = CreateRecordsParams['rows'][number];

/** Each property of an Event node by its row's member, as the importer's header names and types it. */
const EVENT_COLUMNS: Readonly<Record<keyof EventRow, string>> = {
  key: 'key:ID(Event)',
  session: 'sessionKey',
  type: 'type',
  at: 'at:long',
  timeBasis: 'timeBasis',
  receivedAt: 'receivedAt:long',
  orderAt: 'orderAt:long',
  summary: 'summary',
  sources: 'sources:string[]',
  secrets: 'secrets:string[]',
  touches: 'touches:string[]',
  tool: 'tool',
  server: 'server',
  model: 'model',
  inputTokens: 'inputTokens:long',
  outputTokens: 'outputTokens:long',
  cacheReadTokens: 'cacheReadTokens:long',
  cacheCreationTokens: 'cacheCreationTokens:long',
  costMicroUsd: 'costMicroUsd:long',
  costBasis: 'costBasis',
  isError: 'isError:boolean',
  durationMs: 'durationMs:double',
  decision: 'decision',
};
const EVENT_MEMBERS = Object.keys(EVENT_COLUMNS) as (keyof EventRow)[];

const RECORD_COLUMNS: Readonly<Record<Exclude<keyof RecordRow, 'event'>, string>> = {
  key: 'key:ID(Record)',
  source: 'source',
  receivedAt: 'receivedAt:long',
  payload: 'payload',
  facets: 'facets',
};
const RECORD_MEMBERS = Object.keys(RECORD_COLUMNS) as Exclude<keyof RecordRow, 'event'>[];

const SESSION_HEADER = [
  'key:ID(Session)',
  'product',
  'sessionId',
  'agentId',
  'parentKey',
  'topLevel:boolean',
];

/** Which file holds what, as the importer's options say it. */
const NODE_FILES = { Session: 'sessions.csv', Event: 'events.csv', Record: 'records.csv' } as const;
const RELATIONSHIP_FILES = { HAS_EVENT: 'has-event.csv', HAS_RECORD: 'has-record.csv' } as const;

interface Files {
  readonly sessions: CsvFile;
  readonly events: CsvFile;
  readonly records: CsvFile;
  readonly hasEvent: CsvFile;
  readonly hasRecord: CsvFile;
}

/** An event with lists that CSV cannot tell: an empty one, or one with the separator in it. The server is given them. */
export function isBeyondCsv(row: EventRow): boolean {
  const texts = [...row.touches, ...row.secrets];
  return row.touches.length === 0 || texts.some((text) => text === '' || text.includes(LIST_SEPARATOR));
}

/** The bulk of a graph as files of Neo4j's importer: sessions by name alone, events, records, and what joins them. */
export class StoreCsv {
  readonly #folder: string;
  readonly #files: Files;

  private constructor(folder: string, files: Files) {
    this.#folder = folder;
    this.#files = files;
  }

  /** In a folder that exists and is empty. */
  static async make(folder: string): Promise<StoreCsv> {
    const file = (name: string, header: readonly string[]): Promise<CsvFile> =>
      CsvFile.make(path.join(folder, name), header);
    return new StoreCsv(folder, {
      sessions: await file(NODE_FILES.Session, SESSION_HEADER),
      events: await file(NODE_FILES.Event, Object.values(EVENT_COLUMNS)),
      records: await file(NODE_FILES.Record, Object.values(RECORD_COLUMNS)),
      hasEvent: await file(RELATIONSHIP_FILES.HAS_EVENT, [':START_ID(Session)', ':END_ID(Event)']),
      hasRecord: await file(RELATIONSHIP_FILES.HAS_RECORD, [':START_ID(Event)', ':END_ID(Record)']),
    });
  }

  async session(ref: SessionRef): Promise<void> {
    const { product, sessionId, agentId } = ref;
    const parentKey = agentId === undefined ? null : sessionKey(topLevel(ref));
    const values = [
      sessionKey(ref),
      product,
      sessionId,
      agentId ?? null,
      parentKey,
      agentId === undefined,
    ] as const;
    await this.#files.sessions.add(values);
  }

  async event(row: EventRow): Promise<void> {
    const written = isBeyondCsv(row) ? { ...row, touches: [], secrets: [] } : row;
    await this.#files.events.add(EVENT_MEMBERS.map((member): CsvValue => written[member]));
    await this.#files.hasEvent.add([row.session, row.key]);
  }

  async record(row: RecordRow): Promise<void> {
    await this.#files.records.add(RECORD_MEMBERS.map((member): CsvValue => row[member]));
    await this.#files.hasRecord.add([row.event, row.key]);
  }

  async finish(): Promise<void> {
    for (const file of Object.values(this.#files) as CsvFile[]) await file.finish();
  }

  async close(): Promise<void> {
    for (const file of Object.values(this.#files) as CsvFile[]) await file.close();
  }

  /** For `database import full`. */
  options(): string[] {
    const longest = Math.max(...(Object.values(this.#files) as CsvFile[]).map((file) => file.longestRow));
    const of = (option: string, files: Readonly<Record<string, string>>): string[] =>
      Object.entries(files).map(([name, file]) => `--${option}=${name}=${path.join(this.#folder, file)}`);
    return [
      ...of('nodes', NODE_FILES),
      ...of('relationships', RELATIONSHIP_FILES),
      '--multiline-fields=true',
      '--array-delimiter=U+001F',
      '--bad-tolerance=0',
      `--read-buffer-size=${Math.max(4 * 1024 * 1024, longest * 2)}`,
    ];
  }
}
