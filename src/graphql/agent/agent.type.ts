import { Field, ObjectType } from 'type-graphql';

import { connectionClass, edgeClass } from '../connection.js';
import { Node } from '../node/node.type.js';

@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: 'An agent that the organisation registered, or a coding agent product that nobody registered.',
})
export class Agent extends Node {
  declare label: 'Agent';

  @Field(() => String, { description: 'Its registered name, or its product where it is not registered.' })
  name!: string;

  @Field(() => String, { description: 'The coding agent behind it, such as Claude Code.' })
  product!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Name of the project that it is registered in; null outside of any.',
  })
  project!: string | null;

  @Field(() => Boolean, { description: 'True where the organisation registered it by name.' })
  registered!: boolean;
}

export const AgentEdge = edgeClass('Agent', 'agents', () => Agent);
export const AgentConnection = connectionClass(
  'Agent',
  'agents',
  () => Agent,
  () => AgentEdge,
);
