import { registerEnumType } from 'type-graphql';

export const HostReach = {
  INTERNAL: 'INTERNAL',
  KNOWN_PROVIDER: 'KNOWN_PROVIDER',
  EXTERNAL: 'EXTERNAL',
} as const;
export type HostReach = keyof typeof HostReach;

registerEnumType(HostReach, {
  name: 'HostReach',
  description: 'Where a host is, seen from the organisation.',
  valuesConfig: {
    INTERNAL: { description: 'Within the organisation, or the machine itself.' },
    KNOWN_PROVIDER: {
      description: 'A provider that agents are expected to call, such as the one of their model.',
    },
    EXTERNAL: { description: 'Outside of the organisation.' },
  },
});

/** Null where it is unknown. */
export function toHostReach(text: string | null): HostReach | null {
  return text !== null && Object.hasOwn(HostReach, text) ? (text as HostReach) : null;
}
