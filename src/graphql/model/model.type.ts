import { Field, ObjectType } from 'type-graphql';

import { connectionClass, edgeClass } from '../connection.js';
import { Node } from '../node/node.type.js';

@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: "A model, by the provider's name for it.",
})
export class Model extends Node {
  declare label: 'Model';

  @Field(() => String, { description: "The provider's name for it, such as claude-sonnet-4-6." })
  name!: string;
}

export const ModelEdge = edgeClass('Model', 'models', () => Model);
export const ModelConnection = connectionClass(
  'Model',
  'models',
  () => Model,
  () => ModelEdge,
);
