import { registerEnumType } from 'type-graphql';

export const SessionStatus = { ACTIVE: 'ACTIVE', ENDED: 'ENDED' } as const;
export type SessionStatus = keyof typeof SessionStatus;

export const EndReason = {
  FINISHED: 'FINISHED',
  IDLE: 'IDLE',
  KILLED: 'KILLED',
  REVOKED: 'REVOKED',
  UNKNOWN: 'UNKNOWN',
} as const;
export type EndReason = keyof typeof EndReason;

export const KillCause = {
  LOOP_GUARD: 'LOOP_GUARD',
  CAPABILITY_REVOKED: 'CAPABILITY_REVOKED',
  SANDBOX_REVOKED: 'SANDBOX_REVOKED',
  OPERATOR: 'OPERATOR',
} as const;
export type KillCause = keyof typeof KillCause;

registerEnumType(SessionStatus, {
  name: 'SessionStatus',
  description: 'Whether a session goes on at the moment asked about.',
  valuesConfig: {
    ACTIVE: { description: 'It has not ended: no kill, no end event, and seen within the idle period.' },
    ENDED: {
      description:
        'It was killed, it finished, or it was idle for too long. A later event reopens the last two.',
    },
  },
});
registerEnumType(EndReason, {
  name: 'EndReason',
  description: 'Why a session counts as ended.',
  valuesConfig: {
    FINISHED: { description: 'The client said that it ended, and no event came more than a minute later.' },
    IDLE: { description: 'No event for the idle period.' },
    KILLED: { description: 'A kill was confirmed: by an operator or the loop guard.' },
    REVOKED: { description: 'Its capability or its sandbox was revoked.' },
    UNKNOWN: { description: 'It was killed and the source did not say by what.' },
  },
});
registerEnumType(KillCause, {
  name: 'KillCause',
  description: 'What killed a session.',
  valuesConfig: {
    LOOP_GUARD: { description: 'The loop guard tripped.' },
    CAPABILITY_REVOKED: { description: 'Its capability token was revoked.' },
    SANDBOX_REVOKED: { description: 'Its sandbox was revoked.' },
    OPERATOR: { description: 'A person killed it.' },
  },
});

/** What of a stored session decides whether it has ended. Instants in epoch milliseconds. */
export interface LifeFacts {
  readonly startedAt: number | null;
  readonly lastSeenAt: number | null;
  readonly finishedAt: number | null;
  readonly killedAt: number | null;
  readonly killCause: string | null;
  readonly closedAt: number | null;
}

export interface Life {
  readonly status: SessionStatus;
  readonly endReason: EndReason | null;
  readonly endedAt: number | null;
}

/**
 * Whether a session has ended at `asOf`, when and why: a confirmed kill, else its end event, else silence for the idle
 * period. The statements that filter by status say the same in Cypher.
 */
export function lifeAt(facts: LifeFacts, asOf: number, idleMs: number): Life {
  const { closedAt, killedAt, lastSeenAt } = facts;
  if (closedAt !== null) {
    return {
      status: 'ENDED',
      endReason: killedAt === null ? 'FINISHED' : killReason(facts.killCause),
      endedAt: closedAt,
    };
  }
  if (lastSeenAt !== null && asOf - lastSeenAt >= idleMs) {
    return { status: 'ENDED', endReason: 'IDLE', endedAt: lastSeenAt };
  }
  return { status: 'ACTIVE', endReason: null, endedAt: null };
}

function killReason(cause: string | null): EndReason {
  switch (toKillCause(cause)) {
    case 'CAPABILITY_REVOKED':
    case 'SANDBOX_REVOKED':
      return 'REVOKED';
    case 'LOOP_GUARD':
    case 'OPERATOR':
      return 'KILLED';
    default:
      return 'UNKNOWN';
  }
}

/** The cause as stored; null where it is absent or of a release that knew others. */
export function toKillCause(cause: string | null): KillCause | null {
  return cause !== null && Object.hasOwn(KillCause, cause) ? (cause as KillCause) : null;
}

/** From start to end, or to the last event seen; null where the session has no timed event. */
export function durationOf(facts: LifeFacts): number | null {
  const until = facts.closedAt ?? facts.lastSeenAt;
  return facts.startedAt === null || until === null ? null : until - facts.startedAt;
}
