import {
  SOURCE_PRECEDENCE,
  type EventContext,
  type EventType,
  type RuntrailEvent,
  type SecretSighting,
  type SessionRef,
  type SourceKind,
  type TokenCounts,
  type Touch,
} from '../events/event.js';
import { believedTime, type TimeBasis } from '../events/event-time.js';
import { digest, sessionKey } from '../events/ids.js';
import { estimateCostMicroUsd } from './pricing.js';

/** One observation of a fact, as it is kept: who saw it, when it came, the raw text, and what was read from it. */
export interface EventRecord {
  /** Digest of event, source, session and content: the same line read again, under any name, is the same record. */
  readonly key: string;
  readonly event: RuntrailEvent;
}

export function toRecord(event: RuntrailEvent): EventRecord {
  const content = event.payload ?? facetsOf(event);
  return { key: digest('record', event.id, event.source, sessionKey(event.session), content), event };
}

/**
 * What a record says, without its payload and receive time: what a fact can be merged from again. Members stand by
 * name, so that the same record is the same text whichever way it came: read from a file, or from an export of it.
 */
export function facetsOf(event: RuntrailEvent): string {
  const { payload: _payload, receivedAt: _receivedAt, ...facets } = event;
  return JSON.stringify(facets, (_name, value: unknown) => (isObject(value) ? membersByName(value) : value));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function membersByName(value: object): object {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => compare(a, b)));
}

export function recordFromFacets(key: string, facets: string, receivedAt: number): EventRecord {
  return { key, event: { ...JSON.parse(facets), payload: null, receivedAt } as RuntrailEvent };
}

/** A fact: what all records of one event say together. */
export interface EventFact {
  readonly id: string;
  readonly type: EventType;
  readonly session: SessionRef;
  readonly sessionKey: string;
  readonly at: number | null;
  readonly timeBasis: TimeBasis;
  /** First receipt. */
  readonly receivedAt: number;
  readonly summary: string;
  readonly sources: readonly SourceKind[];
  /** Whether other sources of the fact know its id, so that their records join. */
  readonly joins: boolean;
  /** Distinct, by kind and fingerprint. */
  readonly secrets: readonly SecretSighting[];
  readonly context: EventContext;
  readonly touches: readonly Touch[];
  readonly tool?: string;
  readonly server?: string;
  readonly model?: string;
  readonly tokens?: TokenCounts;
  readonly costMicroUsd?: number;
  readonly costBasis?: 'REPORTED' | 'ESTIMATED';
  readonly isError?: boolean;
  readonly durationMs?: number;
  readonly decision?: 'ALLOW' | 'DENY';
  readonly origin?: SessionRef;
  readonly killCause?: 'LOOP_GUARD' | 'CAPABILITY_REVOKED' | 'OPERATOR' | 'SANDBOX_REVOKED';
}

/**
 * Merges the records of one event. Precedence is by source, then by time, then by content, and never by arrival:
 * any order of the same records gives the same fact.
 */
export function mergeRecords(records: readonly EventRecord[]): EventFact {
  const ordered = [...records].sort(byPrecedence);
  const first = ordered[0];
  if (first === undefined) throw new RangeError('An event needs at least one record.');
  const events = ordered.map((record) => record.event);
  const session = first.event.session;
  const time = timeOf(events);
  const context = mergeContexts(events);
  const fact: Draft = {
    id: first.event.id,
    type: first.event.type,
    session,
    sessionKey: sessionKey(session),
    at: time.at,
    timeBasis: time.basis,
    receivedAt: Math.min(...events.map((event) => event.receivedAt)),
    summary: first.event.summary,
    sources: SOURCE_PRECEDENCE.filter((source) => events.some((event) => event.source === source)),
    joins: events.some((event) => event.joins === true),
    secrets: secretsOf(events),
    context,
    touches: touchesOf(events),
  };
  addDetail(fact, events);
  return fact;
}

type Draft = { -readonly [K in keyof EventFact]: EventFact[K] };

/** Fields by type, each from the first record (by precedence) that has it. */
function addDetail(fact: Draft, events: readonly RuntrailEvent[]): void {
  switch (fact.type) {
    case 'MODEL_REQUEST':
      return addRequest(fact, ofType(events, 'MODEL_REQUEST'));
    case 'TOOL_USE': {
      const uses = ofType(events, 'TOOL_USE');
      assign(
        fact,
        'tool',
        firstDefined(uses, (use) => (use.unnamed === true ? undefined : use.tool)) ?? uses[0]?.tool,
      );
      assign(
        fact,
        'server',
        firstDefined(uses, (use) => use.server),
      );
      return;
    }
    case 'TOOL_RESULT': {
      const results = ofType(events, 'TOOL_RESULT');
      assign(
        fact,
        'tool',
        firstDefined(results, (result) => result.tool),
      );
      assign(
        fact,
        'isError',
        firstDefined(results, (result) => result.isError),
      );
      assign(
        fact,
        'durationMs',
        firstDefined(results, (result) => result.durationMs),
      );
      return;
    }
    case 'TOOL_DECISION': {
      const decisions = ofType(events, 'TOOL_DECISION');
      assign(
        fact,
        'tool',
        firstDefined(decisions, (decision) => decision.tool),
      );
      assign(
        fact,
        'decision',
        firstDefined(decisions, (decision) => decision.decision),
      );
      return;
    }
    case 'SESSION_CONTINUED':
      return assign(
        fact,
        'origin',
        firstDefined(ofType(events, 'SESSION_CONTINUED'), (event) => event.origin),
      );
    case 'SESSION_KILLED':
      return assign(
        fact,
        'killCause',
        firstDefined(ofType(events, 'SESSION_KILLED'), (event) => event.cause),
      );
    case 'SESSION_START':
    case 'SESSION_END':
    case 'USER_PROMPT':
    case 'ASSISTANT_STOP':
    case 'SUBAGENT_START':
    case 'SUBAGENT_STOP':
    case 'COMPACTION':
    case 'NOTIFICATION':
    case 'API_ERROR':
    case 'OTHER':
      return;
    default:
      fact.type satisfies never;
  }
}

/**
 * A request's counters are the maximum over the records of the best source that has any: one API message is written
 * as several lines, and the early copies hold placeholders. A reported cost holds over an estimated one.
 */
function addRequest(
  fact: Draft,
  requests: readonly Extract<RuntrailEvent, { type: 'MODEL_REQUEST' }>[],
): void {
  assign(
    fact,
    'model',
    firstDefined(requests, (request) => request.model ?? undefined),
  );
  const counted = requests.filter((request) => request.tokens !== null);
  const best = counted[0]?.source;
  for (const request of counted) {
    if (request.source !== best || request.tokens === null) continue;
    fact.tokens = fact.tokens === undefined ? request.tokens : maximum(fact.tokens, request.tokens);
  }
  const reported = firstDefined(requests, (request) =>
    request.costBasis === 'REPORTED' ? (request.costMicroUsd ?? undefined) : undefined,
  );
  if (reported !== undefined) {
    fact.costMicroUsd = reported;
    fact.costBasis = 'REPORTED';
  } else if (fact.model !== undefined && fact.tokens !== undefined) {
    const estimate = estimateCostMicroUsd(fact.model, fact.tokens, fact.at);
    if (estimate !== null) {
      fact.costMicroUsd = estimate;
      fact.costBasis = 'ESTIMATED';
    }
  }
  if (fact.tokens !== undefined) {
    const prompt = fact.tokens.input + fact.tokens.cacheRead + fact.tokens.cacheCreation;
    fact.summary = `${fact.model ?? 'model'}: ${prompt} tokens in, ${fact.tokens.output} out`;
  }
}

function maximum(a: TokenCounts, b: TokenCounts): TokenCounts {
  const oneHour = Math.max(a.cacheCreation1h ?? 0, b.cacheCreation1h ?? 0);
  return {
    input: Math.max(a.input, b.input),
    output: Math.max(a.output, b.output),
    cacheRead: Math.max(a.cacheRead, b.cacheRead),
    cacheCreation: Math.max(a.cacheCreation, b.cacheCreation),
    ...(oneHour > 0 ? { cacheCreation1h: oneHour } : {}),
  };
}

/** No file system takes longer paths, and no index of the database does: such a one names no file. */
const MAX_PATH_BYTES = 4096;

/** A record that knows what became of a tool call says what it touched; else the best one that names anything. */
function touchesOf(events: readonly RuntrailEvent[]): readonly Touch[] {
  const settled = events.find((event) => event.type === 'TOOL_USE' && event.outcome !== undefined);
  const touches = (settled ?? events.find((event) => event.touches.length > 0))?.touches ?? [];
  return touches.filter(
    (touch) => touch.kind === 'CALLED' || Buffer.byteLength(touch.path) <= MAX_PATH_BYTES,
  );
}

/** Everything secret that any record held, in one order. */
function secretsOf(events: readonly RuntrailEvent[]): readonly SecretSighting[] {
  const distinct = new Map<string, SecretSighting>();
  for (const { secrets = [] } of events) {
    for (const secret of secrets) distinct.set(`${secret.kind} ${secret.fingerprint}`, secret);
  }
  return [...distinct.entries()].sort(([a], [b]) => compare(a, b)).map(([, secret]) => secret);
}

/** The earliest believed time of the best source that has one. */
function timeOf(events: readonly RuntrailEvent[]): { at: number | null; basis: TimeBasis } {
  const times = events.map((event) => ({
    source: event.source,
    ...believedTime(event.at, event.receivedAt, event.live),
  }));
  const timed = times.filter((time) => time.at !== null);
  const producer = timed.filter((time) => time.basis === 'PRODUCER');
  const candidates = producer.length > 0 ? producer : timed;
  const best = candidates[0];
  if (best === undefined) return { at: null, basis: 'NONE' };
  const at = Math.min(
    ...candidates.filter((time) => time.source === best.source).map((time) => time.at ?? Infinity),
  );
  return { at, basis: best.basis };
}

/**
 * Each part from the best source that has it. What a source says of a person, a machine or a repository is filled up
 * with what others say of the same one: a transcript knows the root folder, the forwarder beside it the remote.
 */
function mergeContexts(events: readonly RuntrailEvent[]): EventContext {
  const merged: Record<string, unknown> = {};
  for (const { context } of events) {
    for (const [part, value] of Object.entries(context) as [string, unknown][]) {
      if (part === 'identityCarried') {
        if (value === true) merged[part] = true;
      } else if (value !== undefined) merged[part] = filledUp(merged[part], value);
    }
  }
  return merged;
}

/** Where the two differ in anything that both say, they may not be of the same thing: then the first stands alone. */
function filledUp(known: unknown, other: unknown): unknown {
  if (known === undefined) return other;
  if (!isObject(known) || !isObject(other)) return known;
  const said = new Map<string, unknown>(Object.entries(known));
  const agrees = Object.entries(other).every(([name, value]) => (said.get(name) ?? value) === value);
  return agrees ? { ...other, ...known } : known;
}

function byPrecedence(a: EventRecord, b: EventRecord): number {
  return (
    SOURCE_PRECEDENCE.indexOf(a.event.source) - SOURCE_PRECEDENCE.indexOf(b.event.source) ||
    (a.event.at ?? Infinity) - (b.event.at ?? Infinity) ||
    compare(sessionKey(a.event.session), sessionKey(b.event.session)) ||
    compare(a.key, b.key)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function ofType<T extends EventType>(
  events: readonly RuntrailEvent[],
  type: T,
): readonly Extract<RuntrailEvent, { type: T }>[] {
  return events.filter((event): event is Extract<RuntrailEvent, { type: T }> => event.type === type);
}

function firstDefined<T, V>(items: readonly T[], pick: (item: T) => V | undefined): V | undefined {
  for (const item of items) {
    const value = pick(item);
    if (value !== undefined) return value;
  }
  return undefined;
}

function assign<K extends keyof Draft>(draft: Draft, key: K, value: Draft[K] | undefined): void {
  if (value !== undefined) draft[key] = value;
}
