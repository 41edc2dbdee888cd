import { Field, ObjectType } from 'type-graphql';

import { connectionClass, edgeClass } from '../connection.js';
import { Node } from '../node/node.type.js';
import { EndpointIdentity, EndpointTrust } from './endpoint-trust.js';

@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: 'A machine that agents run on.',
})
export class Endpoint extends Node {
  declare label: 'Endpoint';

  @Field(() => String, { description: 'What to call it: its host name, enrolment or address.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Its host name; null where no source gave one.' })
  hostName!: string | null;

  @Field(() => String, { nullable: true, description: 'Its enrolment id; null where it is not enrolled.' })
  enrolmentId!: string | null;

  @Field(() => [String], { description: 'Network addresses seen with it, in alphabetical order.' })
  addresses!: string[];

  @Field(() => EndpointIdentity, {
    nullable: true,
    description: 'What it is known by; null where the store does not say.',
  })
  identity!: EndpointIdentity | null;

  @Field(() => EndpointTrust, { description: 'How far the organisation knows it.' })
  trust!: EndpointTrust;
}

export const EndpointEdge = edgeClass('Endpoint', 'endpoints', () => Endpoint);
export const EndpointConnection = connectionClass(
  'Endpoint',
  'endpoints',
  () => Endpoint,
  () => EndpointEdge,
);
