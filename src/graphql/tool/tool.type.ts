import { Field, ObjectType } from 'type-graphql';

import { connectionClass, edgeClass } from '../connection.js';
import { Node } from '../node/node.type.js';

@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: 'A tool that agents used.',
})
export class Tool extends Node {
  declare label: 'Tool';

  @Field(() => String, { description: 'Its name, as the agent calls it.' })
  name!: string;
}

export const ToolEdge = edgeClass('Tool', 'tools', () => Tool);
export const ToolConnection = connectionClass(
  'Tool',
  'tools',
  () => Tool,
  () => ToolEdge,
);
