import { registerEnumType } from 'type-graphql';

import type { ReasonCode as AppraisedReason, ReasonSeverity } from '../../appraisal/reasons.js';

export const KeyReasonCode = {
  IMPOSSIBLE_CONCURRENCY: 'IMPOSSIBLE_CONCURRENCY',
  UNKNOWN_USER_ON_KNOWN_KEY: 'UNKNOWN_USER_ON_KNOWN_KEY',
  SHARED_ACROSS_USERS: 'SHARED_ACROSS_USERS',
  SHARED_ACROSS_ENDPOINTS: 'SHARED_ACROSS_ENDPOINTS',
  NEW_ENDPOINT: 'NEW_ENDPOINT',
  HINT_COLLISION: 'HINT_COLLISION',
  HINT_ONLY: 'HINT_ONLY',
} as const satisfies Record<AppraisedReason, AppraisedReason>;
export type KeyReasonCode = keyof typeof KeyReasonCode;

export const Severity = {
  CRITICAL: 'CRITICAL',
  HIGH: 'HIGH',
  MEDIUM: 'MEDIUM',
  LOW: 'LOW',
  INFO: 'INFO',
} as const satisfies Record<ReasonSeverity, ReasonSeverity>;
export type Severity = keyof typeof Severity;

export const Confidence = { HIGH: 'HIGH', MEDIUM: 'MEDIUM', LOW: 'LOW' } as const;
export type Confidence = keyof typeof Confidence;

registerEnumType(KeyReasonCode, {
  name: 'KeyReasonCode',
  description: 'Why an API key counts as shared. Sessions are near where at most 30 days lie between them.',
  valuesConfig: {
    IMPOSSIBLE_CONCURRENCY: {
      description:
        'One verified user was active on two endpoints at once, for five minutes or more. Affects attribution.',
    },
    UNKNOWN_USER_ON_KNOWN_KEY: {
      description: "A verified user's session is near one of someone unknown. Affects attribution.",
    },
    SHARED_ACROSS_USERS: {
      description: 'Sessions of different verified users are near each other. Affects attribution.',
    },
    SHARED_ACROSS_ENDPOINTS: {
      description:
        'Sessions on different endpoints are near each other. Only noted where one verified user has them all.',
    },
    NEW_ENDPOINT: {
      description: 'An endpoint came to a key known for a week or more, and no other did in that week.',
    },
    HINT_COLLISION: {
      description: 'Another fingerprint has the same hint: people may take the two for one key.',
    },
    HINT_ONLY: { description: 'Only its hint is known: two keys may look like this one.' },
  },
});
registerEnumType(Severity, {
  name: 'Severity',
  description: 'How bad a reason is.',
  valuesConfig: {
    CRITICAL: { description: 'It cannot be innocent as the events stand.' },
    HIGH: { description: 'Someone unknown is involved.' },
    MEDIUM: { description: 'Attribution is in doubt.' },
    LOW: { description: 'Worth knowing.' },
    INFO: { description: 'Noted, and nothing is raised by it.' },
  },
});
registerEnumType(Confidence, {
  name: 'Confidence',
  description: 'How sure a statement is.',
  valuesConfig: {
    HIGH: { description: 'Users, endpoints and keys are as reported.' },
    MEDIUM: { description: 'A user or an endpoint is inferred.' },
    LOW: { description: 'A key is known by its hint alone.' },
  },
});
