import { Field, ObjectType } from 'type-graphql';

import { connectionClass, edgeClass } from '../connection.js';
import { Node } from '../node/node.type.js';

@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description:
    'A verified identity: the account that a client logged in with. Unknown people are absences, never a user.',
})
export class User extends Node {
  declare label: 'User';

  @Field(() => String, {
    nullable: true,
    description:
      'The first of the e-mail addresses seen with the account, in alphabetical order; null where none was seen.',
  })
  email!: string | null;

  @Field(() => [String], {
    description: 'Every e-mail address seen with the account, in alphabetical order.',
  })
  emails!: string[];

  @Field(() => String, {
    nullable: true,
    description: "The identity provider's or the client's account id; null where only an address is known.",
  })
  accountId!: string | null;
}

export const UserEdge = edgeClass('User', 'users', () => User);
export const UserConnection = connectionClass(
  'User',
  'users',
  () => User,
  () => UserEdge,
);
