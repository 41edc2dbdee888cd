import { registerEnumType } from 'type-graphql';

export const RankingAxis = {
  CONSEQUENCE: 'CONSEQUENCE',
  URGENCY: 'URGENCY',
  REPLAY_VALUE: 'REPLAY_VALUE',
} as const;
export type RankingAxis = keyof typeof RankingAxis;

export const TrustLevel = {
  HIGH: 'HIGH',
  MEDIUM: 'MEDIUM',
  LOW: 'LOW',
  UNKNOWN: 'UNKNOWN',
  NOT_REPORTED: 'NOT_REPORTED',
} as const;
export type TrustLevel = keyof typeof TrustLevel;

registerEnumType(RankingAxis, {
  name: 'RankingAxis',
  description: 'What sessions are ranked by.',
  valuesConfig: {
    CONSEQUENCE: { description: 'All that is known against it, whether it goes on or not.' },
    URGENCY: { description: 'What calls for acting now: 0 for a session that has ended.' },
    REPLAY_VALUE: { description: 'What is worth looking back at: 0 for a session that goes on.' },
  },
});
registerEnumType(TrustLevel, {
  name: 'TrustLevel',
  description: 'How sure it is who ran a session.',
  valuesConfig: {
    HIGH: { description: 'Attribution score 80 or more, on a managed endpoint or by assertion.' },
    MEDIUM: { description: 'Attribution score 50 or more.' },
    LOW: { description: 'A user is named, and little stands behind the name.' },
    UNKNOWN: { description: 'A source that carries identity gave none.' },
    NOT_REPORTED: { description: 'No source could have told.' },
  },
});
