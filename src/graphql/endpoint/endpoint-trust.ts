import { registerEnumType } from 'type-graphql';

export const EndpointTrust = { MANAGED: 'MANAGED', KNOWN: 'KNOWN', UNKNOWN: 'UNKNOWN' } as const;
export type EndpointTrust = keyof typeof EndpointTrust;

export const EndpointIdentity = {
  ENROLMENT: 'ENROLMENT',
  HOST_NAME: 'HOST_NAME',
  ADDRESS: 'ADDRESS',
} as const;
export type EndpointIdentity = keyof typeof EndpointIdentity;

registerEnumType(EndpointTrust, {
  name: 'EndpointTrust',
  description: 'How far the organisation knows an endpoint.',
  valuesConfig: {
    MANAGED: { description: 'Declared or enrolled.' },
    KNOWN: { description: 'A host name with at least three sessions of one verified user.' },
    UNKNOWN: { description: 'Anything else, and whatever is known by an address alone.' },
  },
});
registerEnumType(EndpointIdentity, {
  name: 'EndpointIdentity',
  description: 'What an endpoint is known by, the strongest first.',
  valuesConfig: {
    ENROLMENT: { description: 'Its enrolment id.' },
    HOST_NAME: { description: 'Its host name; a name that many machines share is qualified.' },
    ADDRESS: { description: 'A network address alone.' },
  },
});

/** What the store does not name is not trusted. */
export function toEndpointTrust(text: string): EndpointTrust {
  return Object.hasOwn(EndpointTrust, text) ? (text as EndpointTrust) : 'UNKNOWN';
}

export function toEndpointIdentity(text: string | null): EndpointIdentity | null {
  return text !== null && Object.hasOwn(EndpointIdentity, text) ? (text as EndpointIdentity) : null;
}
