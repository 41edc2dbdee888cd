import type { RuntrailEvent, Sensitivity } from '../../src/events/event.js';
import { sessionKey } from '../../src/events/ids.js';
import { fileSensitivity } from '../../src/sensitivity/file-rules.js';
import { hostReach } from '../../src/sensitivity/host-reach.js';

/**
 * What the events of a day say of each session, gathered plainly and slowly: for days small enough to hold in memory.
 * Sections are those of the product's semantics.
 */
export interface SessionFacts {
  readonly id: string;
  readonly isTopLevel: boolean;
  /** The verified user's e-mail address, or why there is none. */
  readonly user: string | null;
  readonly absence: 'UNKNOWN' | 'NOT_REPORTED' | null;
  readonly endpoint: {
    readonly name: string;
    readonly identity: 'ENROLMENT' | 'HOST_NAME' | 'ADDRESS';
  } | null;
  readonly agent: string;
  readonly startedAt: number;
  readonly lastSeenAt: number;
  readonly endedAt: number | null;
  readonly times: readonly number[];
  readonly keys: ReadonlySet<string>;
  readonly hints: ReadonlySet<string>;
  readonly models: ReadonlySet<string>;
  readonly repositories: ReadonlySet<string>;
  readonly servers: ReadonlySet<string>;
  readonly calls: readonly ToolCall[];
  readonly files: readonly FileContact[];
  readonly hosts: readonly HostContact[];
  readonly costs: readonly { readonly at: number; readonly microUsd: number }[];
  readonly turns: number;
}

interface ToolCall {
  readonly at: number;
  readonly tool: string;
  readonly isServerTool: boolean;
  readonly hosts: readonly string[];
  readonly payload: string;
}
export interface FileContact {
  readonly at: number;
  readonly file: string;
  readonly level: Sensitivity;
  readonly repository: string | null;
}
interface HostContact {
  readonly at: number;
  readonly host: string;
  readonly isExternal: boolean;
  readonly isOwnRemote: boolean;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

export function sessionsOf(events: readonly RuntrailEvent[], asOf: number): SessionFacts[] {
  const bySession = new Map<string, RuntrailEvent[]>();
  for (const event of events) {
    const id = sessionKey(event.session);
    const own = bySession.get(id);
    if (own === undefined) bySession.set(id, [event]);
    else own.push(event);
  }
  return [...bySession].map(([id, own]) => factsOf(id, own, asOf));
}

/** Section 1: the sessions whose life meets the 24 hours before `asOf`. */
export function inScope(session: SessionFacts, asOf: number): boolean {
  return session.startedAt <= asOf && (session.endedAt ?? asOf) >= asOf - DAY_MS;
}

/** Section 1: a session's events split at gaps of more than 15 minutes. */
export function spansOf(session: SessionFacts): [number, number][] {
  const spans: [number, number][] = [];
  for (const at of session.times) {
    const last = spans.at(-1);
    if (last !== undefined && at - last[1] <= 15 * MINUTE_MS) last[1] = at;
    else spans.push([at, at]);
  }
  return spans;
}

function factsOf(id: string, events: readonly RuntrailEvent[], asOf: number): SessionFacts {
  const times = events.map((event) => at(event)).toSorted((a, b) => a - b);
  const startedAt = times[0] ?? Number.NaN;
  const lastSeenAt = times.at(-1) ?? Number.NaN;
  const contexts = events.map((event) => event.context);
  const emails = new Set(contexts.flatMap(({ user }) => user?.email ?? []));
  if (emails.size > 1) throw new Error(`${id} has more than one user`);
  const user = [...emails][0] ?? null;
  const endpoints = contexts.flatMap(({ endpoint }) => (endpoint === undefined ? [] : [endpoint]));
  const named = endpoints[0];
  const ends = events.filter((event) => event.type === 'SESSION_END').map((event) => at(event));
  const finishedAt = ends.find((end) => lastSeenAt - end <= MINUTE_MS) ?? null;
  return {
    id,
    isTopLevel: events.every((event) => event.session.agentId === undefined),
    user,
    absence:
      user !== null ? null : contexts.some((c) => c.identityCarried === true) ? 'UNKNOWN' : 'NOT_REPORTED',
    endpoint:
      named === undefined
        ? null
        : named.enrolmentId !== undefined
          ? { name: named.enrolmentId, identity: 'ENROLMENT' }
          : named.hostName !== undefined
            ? { name: named.hostName, identity: 'HOST_NAME' }
            : { name: named.address ?? '', identity: 'ADDRESS' },
    agent: contexts[0]?.agent?.product ?? '',
    startedAt,
    lastSeenAt,
    endedAt: finishedAt ?? (asOf - lastSeenAt >= DAY_MS ? lastSeenAt : null),
    times,
    keys: new Set(
      contexts.flatMap(({ key }) => key?.fingerprint ?? (key?.hint === undefined ? [] : `hint ${key.hint}`)),
    ),
    hints: new Set(contexts.flatMap(({ key }) => key?.hint ?? [])),
    models: new Set(events.flatMap((event) => (event.type === 'MODEL_REQUEST' ? (event.model ?? []) : []))),
    repositories: new Set(contexts.flatMap(({ repository }) => repository?.remote ?? [])),
    servers: new Set(events.flatMap((event) => (event.type === 'TOOL_USE' ? (event.server ?? []) : []))),
    calls: events
      .flatMap((event) =>
        event.type === 'TOOL_USE'
          ? {
              at: at(event),
              tool: event.tool,
              isServerTool: event.server !== undefined,
              hosts: event.touches.flatMap((touch) => (touch.kind === 'CALLED' ? touch.host : [])),
              payload: event.payload ?? '',
            }
          : [],
      )
      .toSorted((a, b) => a.at - b.at),
    files: events.flatMap(fileContacts).toSorted((a, b) => a.at - b.at),
    hosts: events.flatMap(hostContacts).toSorted((a, b) => a.at - b.at),
    costs: events.flatMap((event) =>
      event.type === 'MODEL_REQUEST' && event.costMicroUsd !== null
        ? { at: at(event), microUsd: event.costMicroUsd }
        : [],
    ),
    turns: events.filter((event) => event.type === 'USER_PROMPT').length,
  };
}

function fileContacts(event: RuntrailEvent): FileContact[] {
  const repository = event.context.repository;
  return event.touches.flatMap((touch) =>
    touch.kind === 'CALLED'
      ? []
      : {
          at: at(event),
          file: `${repository?.remote ?? ''}//${touch.path}`,
          level: fileSensitivity(touch.path, repository?.sensitivity ?? null).level,
          repository: repository?.remote ?? null,
        },
  );
}

function hostContacts(event: RuntrailEvent): HostContact[] {
  return event.touches.flatMap((touch) => {
    if (touch.kind !== 'CALLED') return [];
    const reach = hostReach(touch.host);
    const remoteHost = event.context.repository?.remote?.split('/')[0];
    return {
      at: at(event),
      host: touch.host,
      isExternal: reach === 'EXTERNAL' || reach === null,
      isOwnRemote: touch.purpose === 'GIT' && touch.host === remoteHost,
    };
  });
}

function at(event: RuntrailEvent): number {
  if (event.at === null) throw new Error(`${event.id} has no time`);
  return event.at;
}
