import { Field, ObjectType } from 'type-graphql';

import { connectionClass, edgeClass } from '../connection.js';
import { Node } from '../node/node.type.js';
import { HostReach } from './host-reach.js';

@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: 'A network name or address that sessions called.',
})
export class Host extends Node {
  declare label: 'Host';

  @Field(() => String, { description: 'Its name or address, in lower case.' })
  name!: string;

  @Field(() => HostReach, {
    nullable: true,
    description:
      'Where it is, seen from the organisation; null where that is unknown, which counts as external.',
  })
  reach!: HostReach | null;
}

export const HostEdge = edgeClass('Host', 'hosts', () => Host);
export const HostConnection = connectionClass(
  'Host',
  'hosts',
  () => Host,
  () => HostEdge,
);
