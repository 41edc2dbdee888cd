import { parseSessionKey, sessionKey, topLevel } from '../../src/events/ids.js';
import type { NativeEventJson } from '../../src/sources/native/wire.js';
import { HISTORY_ENDS_AT } from './company.js';
import type { Properties, PropertyValue } from './entity-nodes.js';
import type { SessionFold } from './session-fold.js';

export interface SessionNode {
  readonly key: string;
  readonly properties: Properties;
}

const SPAN_GAP_MS = 15 * 60 * 1000;

/** Counters that a session's total adds up over its subagents. */
interface Counters {
  readonly events: number;
  readonly turns: number;
  readonly toolCalls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheCreationTokens: number;
  readonly costMicroUsd: number;
  readonly reportedRequests: number;
  readonly estimatedRequests: number;
  readonly unpricedRequests: number;
}

/** The Session node with its roll-ups. An appraisal is made up, of the kind that such a session would get. */
export function sessionNode(fold: SessionFold, subagents: readonly SessionFold[]): SessionNode {
  const { ref, key, events } = fold;
  const times = events.map((event) => Number(event.at));
  const [startedAt, lastSeenAt] = [times[0] ?? HISTORY_ENDS_AT, times.at(-1) ?? HISTORY_ENDS_AT];
  const own = countersOf(events);
  const family = [fold, ...subagents];
  const closedAt = events.findLast((event) => event.type === 'SESSION_END')?.at;
  return {
    key,
    properties: {
      product: ref.product,
      sessionId: ref.sessionId,
      topLevel: ref.agentId === undefined,
      ...(ref.agentId === undefined
        ? {}
        : { agentId: ref.agentId, parentKey: sessionKey(topLevel(parseSessionKey(key))) }),
      startedAt,
      lastSeenAt,
      orderAt: startedAt,
      ownStartedAt: startedAt,
      ownLastSeenAt: lastSeenAt,
      ownFirstReceivedAt: HISTORY_ENDS_AT,
      ...(closedAt === undefined ? {} : { lastEndAt: closedAt, finishedAt: closedAt, closedAt }),
      ...spansOf(times),
      actor: fold.context.user === undefined ? 'UNKNOWN' : 'VERIFIED',
      osAccounts: [],
      permissionModes: fold.context.permissionMode === undefined ? [] : [fold.context.permissionMode],
      ...renamed(own),
      ...family.map((member) => countersOf(member.events)).reduce(added),
      distinctTools: new Set(family.flatMap((member) => targetsOf(member, 'USED_TOOL'))).size,
      ...appraisalOf(family, startedAt),
    },
  };
}

function countersOf(events: readonly NativeEventJson[]): Counters {
  const requests = events.filter((event) => event.type === 'MODEL_REQUEST');
  const sum = (value: (event: NativeEventJson) => number | undefined): number =>
    requests.reduce((total, event) => total + (value(event) ?? 0), 0);
  return {
    events: events.length,
    turns: events.filter((event) => event.type === 'USER_PROMPT').length,
    toolCalls: events.filter((event) => event.type === 'TOOL_USE').length,
    inputTokens: sum((event) => event.tokens?.input),
    outputTokens: sum((event) => event.tokens?.output),
    cacheReadTokens: sum((event) => event.tokens?.cacheRead),
    cacheCreationTokens: sum((event) => event.tokens?.cacheCreation),
    costMicroUsd: sum((event) => event.costMicroUsd),
    reportedRequests: requests.length,
    estimatedRequests: 0,
    unpricedRequests: 0,
  };
}

function added(a: Counters, b: Counters): Counters {
  const counters = Object.keys(a) as (keyof Counters)[];
  return Object.fromEntries(
    counters.map((counter) => [counter, a[counter] + b[counter]]),
  ) as unknown as Counters;
}

/** `events` as `ownEvents`, and so on. */
function renamed(counters: Counters): Record<string, PropertyValue> {
  return Object.fromEntries(
    Object.entries(counters).map(([name, value]) => [
      `own${name.charAt(0).toUpperCase()}${name.slice(1)}`,
      value as number,
    ]),
  );
}

function spansOf(times: readonly number[]): Properties {
  const spanStarts: number[] = [];
  const spanEnds: number[] = [];
  for (const at of times) {
    const last = spanEnds.at(-1);
    if (last !== undefined && at - last <= SPAN_GAP_MS) spanEnds[spanEnds.length - 1] = at;
    else {
      spanStarts.push(at);
      spanEnds.push(at);
    }
  }
  return { spanStarts, spanEnds };
}

function appraisalOf(family: readonly SessionFold[], orderAt: number): Properties {
  const relations = family.flatMap((member) => [...member.relations.values()]);
  const sensitive = relations.some(
    ({ target: { label, properties } }) =>
      label === 'File' && ['HIGH', 'CRITICAL'].includes(String(properties['sensitivity'])),
  );
  const external = relations.some(
    ({ kind, target }) => kind === 'CALLED' && target.properties['reach'] === 'EXTERNAL',
  );
  const unknown = family.some((member) => member.context.user === undefined);
  const boundary = (sensitive && external ? 40 : 0) + (external ? 5 : 0) + (unknown ? 40 : 0);
  const consequence = boundary + (sensitive ? 20 : 0);
  return {
    trustLevel: unknown ? 'UNKNOWN' : 'HIGH',
    attributionScore: unknown ? 0 : 90,
    sharedKey: false,
    consequence,
    urgencyPoints: consequence,
    replayPoints: consequence,
    trustBoundaryPoints: boundary,
    highSignal: consequence >= 50 && boundary >= 15,
    sensitiveTouch: sensitive,
    consequenceRank: -consequence,
    urgencyRank: -consequence,
    replayRank: -consequence,
    recencyRank: -orderAt,
    rulesVersion: 1,
    appraisedAt: HISTORY_ENDS_AT,
  };
}

function targetsOf(fold: SessionFold, kind: string): string[] {
  return [...fold.relations.values()]
    .filter((relation) => relation.kind === kind)
    .map(({ target }) => target.key);
}
