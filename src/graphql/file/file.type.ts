import { Field, ObjectType } from 'type-graphql';

import { connectionClass, edgeClass } from '../connection.js';
import { Node } from '../node/node.type.js';
import { Sensitivity } from './sensitivity.js';

@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description:
    'A file that sessions read or wrote: known by its path within its repository, or on its endpoint.',
})
export class File extends Node {
  declare label: 'File';

  @Field(() => String, {
    description: 'Its path, relative to its repository, or absolute where it is in none.',
  })
  path!: string;

  @Field(() => String, { description: 'The last part of its path.' })
  name!: string;

  @Field(() => Sensitivity, { description: 'How much harm its content could do in the wrong hands.' })
  sensitivity!: Sensitivity;

  @Field(() => String, { nullable: true, description: 'The rule that gave the level; null where none did.' })
  sensitivityRule!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The part of the path that the rule matched, such as auth.ts; null where none did.',
  })
  sensitivityMatched!: string | null;
}

export const FileEdge = edgeClass('File', 'files', () => File);
export const FileConnection = connectionClass(
  'File',
  'files',
  () => File,
  () => FileEdge,
);
