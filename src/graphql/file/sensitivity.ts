import { registerEnumType } from 'type-graphql';

export const Sensitivity = { NONE: 'NONE', LOW: 'LOW', HIGH: 'HIGH', CRITICAL: 'CRITICAL' } as const;
export type Sensitivity = keyof typeof Sensitivity;

registerEnumType(Sensitivity, {
  name: 'Sensitivity',
  description: 'How much harm content could do in the wrong hands. HIGH and CRITICAL count as sensitive.',
  valuesConfig: {
    NONE: { description: 'Nothing says that it is sensitive.' },
    LOW: { description: 'Internal.' },
    HIGH: { description: 'Sensitive: authentication or payment source, for example.' },
    CRITICAL: { description: 'Sensitive in the highest degree: secrets and credentials, for example.' },
  },
});

/** Levels that count as sensitive. */
export const SENSITIVE: readonly Sensitivity[] = ['HIGH', 'CRITICAL'];

export function toSensitivity(text: string): Sensitivity {
  return Object.hasOwn(Sensitivity, text) ? (text as Sensitivity) : 'NONE';
}
