import { Field, ObjectType } from 'type-graphql';

import { connectionClass, edgeClass } from '../connection.js';
import { Node } from '../node/node.type.js';

@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: 'A sandbox that agents run in.',
})
export class Sandbox extends Node {
  declare label: 'Sandbox';

  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Name of the project that it belongs to; null outside of any.',
  })
  project!: string | null;
}

export const SandboxEdge = edgeClass('Sandbox', 'sandboxes', () => Sandbox);
export const SandboxConnection = connectionClass(
  'Sandbox',
  'sandboxes',
  () => Sandbox,
  () => SandboxEdge,
);
