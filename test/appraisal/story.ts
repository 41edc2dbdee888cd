import type { Driver } from 'neo4j-driver';
import { inject } from 'vitest';

import type {
  ApiKeyRef,
  EndpointRef,
  EventContext,
  RuntrailEvent,
  Sensitivity,
  SessionRef,
  Touch,
  UserRef,
} from '../../src/events/event.js';
import { eventId } from '../../src/events/ids.js';

/** 1 March 2026, nine o'clock: minute 0 of every story. */
export const START = Date.UTC(2026, 2, 1, 9);
export const MINUTE = 60_000;
export const DAY_MINUTES = 24 * 60;

/** Who and where a session is; everything else about its events follows from it. */
export interface Cast {
  readonly session: string;
  /** The subagent that acts; absent for the session itself. */
  readonly agentId?: string;
  /** E-mail; null for a source that carries identity and gave none; absent for one that carries none. */
  readonly user?: string | null;
  readonly userBasis?: UserRef['basis'];
  /** A host name, or an address where it looks like one. */
  readonly endpoint?: string;
  readonly enrolmentId?: string;
  /** A fingerprint, or a hint where it begins with `sk-`. */
  readonly key?: string;
  readonly hint?: string;
  readonly repository?: string;
  readonly sensitivity?: Sensitivity;
}

let serial = 0;

/** One tool use of a session at a minute of the story; null: without a time. */
export function act(cast: Cast, minute: number | null, touches: readonly Touch[] = []): RuntrailEvent {
  const session = refOf(cast);
  serial++;
  return {
    id: eventId.line(session, `act ${serial}`),
    session,
    at: minute === null ? null : START + minute * MINUTE,
    receivedAt: START + 90 * DAY_MINUTES * MINUTE,
    source: 'NATIVE',
    summary: `act ${serial}`,
    payload: null,
    context: contextOf(cast),
    touches,
    type: 'TOOL_USE',
    tool: 'Bash',
  };
}

/** The session says that it ended. */
export function end(cast: Cast, minute: number): RuntrailEvent {
  const { tool: _tool, ...rest } = act(cast, minute) as Extract<RuntrailEvent, { type: 'TOOL_USE' }>;
  return { ...rest, type: 'SESSION_END' };
}

export function read(path: string): Touch {
  return { kind: 'READ', path, basis: 'TOOL_INPUT', confidence: 'HIGH' };
}

export function wrote(path: string): Touch {
  return { kind: 'WROTE', path, basis: 'TOOL_INPUT', confidence: 'HIGH' };
}

export function called(host: string, purpose: 'FETCH' | 'GIT' = 'FETCH'): Touch {
  return { kind: 'CALLED', host, purpose, basis: 'TOOL_INPUT', confidence: 'HIGH' };
}

/** The Session node's key. */
export function keyOf(session: string): string {
  return `claude-code/${session}`;
}

function refOf(cast: Cast): SessionRef {
  return {
    product: 'claude-code',
    sessionId: cast.session,
    ...(cast.agentId === undefined ? {} : { agentId: cast.agentId }),
  };
}

function contextOf(cast: Cast): EventContext {
  return {
    ...(cast.user === undefined ? {} : { identityCarried: true }),
    ...(cast.user == null ? {} : { user: { email: cast.user, basis: cast.userBasis ?? 'LOGIN' } }),
    ...(cast.endpoint === undefined ? {} : { endpoint: endpointOf(cast.endpoint, cast.enrolmentId) }),
    ...(cast.key === undefined ? {} : { key: keyRef(cast.key, cast.hint) }),
    ...(cast.repository === undefined
      ? {}
      : {
          repository: {
            remote: cast.repository,
            root: '/work',
            ...(cast.sensitivity === undefined ? {} : { sensitivity: cast.sensitivity }),
          },
        }),
  };
}

function endpointOf(name: string, enrolmentId: string | undefined): EndpointRef {
  const where = /^[0-9.]+$/.test(name) ? { address: name } : { hostName: name };
  return enrolmentId === undefined ? where : { ...where, enrolmentId };
}

function keyRef(key: string, hint: string | undefined): ApiKeyRef {
  if (key.startsWith('sk-')) return { hint: key };
  return hint === undefined ? { fingerprint: key } : { fingerprint: key, hint };
}

/** Rows of a statement as plain objects, for assertions about the graph itself. */
export async function ask(
  driver: Driver,
  text: string,
  params: object = {},
): Promise<Record<string, unknown>[]> {
  const session = driver.session({ database: inject('neo4j').database });
  try {
    const { records } = await session.run(text, params);
    return records.map((record) => plain(record.toObject()) as Record<string, unknown>);
  } finally {
    await session.close();
  }
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  if ('toNumber' in value && typeof value.toNumber === 'function') return (value.toNumber as () => number)();
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plain(field)]));
}
