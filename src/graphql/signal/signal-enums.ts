import { registerEnumType } from 'type-graphql';

export const SignalKind = { TRUST: 'TRUST', SCOPE: 'SCOPE', BOUNDARY: 'BOUNDARY' } as const;
export type SignalKind = keyof typeof SignalKind;

export const SignalAxis = { URGENCY: 'URGENCY', REPLAY: 'REPLAY', BOTH: 'BOTH' } as const;
export type SignalAxis = keyof typeof SignalAxis;

export const EvidenceBasis = {
  OBSERVED: 'OBSERVED',
  INFERRED: 'INFERRED',
  NO_EVIDENCE: 'NO_EVIDENCE',
} as const;
export type EvidenceBasis = keyof typeof EvidenceBasis;

registerEnumType(SignalKind, {
  name: 'SignalKind',
  description: 'What changed with a signal.',
  valuesConfig: {
    TRUST: { description: 'How sure it is who acted, and whether as usual.' },
    SCOPE: { description: 'What the session could see or change.' },
    BOUNDARY: { description: 'What may have left, or what was denied.' },
  },
});
registerEnumType(SignalAxis, {
  name: 'SignalAxis',
  description: 'What a signal counts towards.',
  valuesConfig: {
    URGENCY: { description: 'Acting while the session goes on.' },
    REPLAY: { description: 'Explaining others once it has ended.' },
    BOTH: { description: 'Both.' },
  },
});
registerEnumType(EvidenceBasis, {
  name: 'EvidenceBasis',
  description: 'How a statement is known.',
  valuesConfig: {
    OBSERVED: { description: 'Events show it.' },
    INFERRED: { description: 'It follows from what events show.' },
    NO_EVIDENCE: { description: 'It rests on what is missing.' },
  },
});
