import { Field, ObjectType } from 'type-graphql';

import { connectionClass, edgeClass } from '../connection.js';
import { Sensitivity } from '../file/sensitivity.js';
import { Node } from '../node/node.type.js';

@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: 'A repository that sessions worked in: company context.',
})
export class Repository extends Node {
  declare label: 'Repository';

  @Field(() => String, { description: 'What to call it: owner and name of its remote, or its root folder.' })
  name!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Its remote without scheme and credentials, such as github.com/acme/payments; null where none is known.',
  })
  remote!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Its root folder on the endpoint; null where no source gave one.',
  })
  root!: string | null;

  @Field(() => Sensitivity, {
    nullable: true,
    description: 'The highest level declared for it; null where none was.',
  })
  sensitivity!: Sensitivity | null;
}

export const RepositoryEdge = edgeClass('Repository', 'repositories', () => Repository);
export const RepositoryConnection = connectionClass(
  'Repository',
  'repositories',
  () => Repository,
  () => RepositoryEdge,
);
