import { Field, ObjectType } from 'type-graphql';

import { connectionClass, edgeClass } from '../connection.js';
import { Node } from '../node/node.type.js';

@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: 'A project, as the organisation names it: agents and sandboxes belong to it.',
})
export class Project extends Node {
  declare label: 'Project';

  @Field(() => String, { description: 'Its name.' })
  name!: string;
}

export const ProjectEdge = edgeClass('Project', 'projects', () => Project);
export const ProjectConnection = connectionClass(
  'Project',
  'projects',
  () => Project,
  () => ProjectEdge,
);
