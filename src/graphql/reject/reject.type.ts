import { Field, ObjectType } from 'type-graphql';

import { connectionClass, edgeClass } from '../connection.js';
import { Node } from '../node/node.type.js';
import { DateTime } from '../scalars.js';

@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description:
    'Input that could not become an event. It stopped nothing else, and is kept so that its cause can be mended.',
})
export class Reject extends Node {
  declare label: 'Reject';

  @Field(() => String, { description: 'Where it came from: a path or a channel.' })
  source!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Line or byte offset within the source; null for the whole of it.',
  })
  position!: string | null;

  @Field(() => String, { description: 'A stable code, such as NOT_JSON or NO_SESSION_ID.' })
  code!: string;

  @Field(() => String, { description: 'What is wrong and what to do about it.' })
  reason!: string;

  @Field(() => String, { description: 'The beginning of the text, at most 500 characters.' })
  excerpt!: string;

  @Field(() => DateTime, { description: 'When it was received.' })
  receivedAt!: number;
}

export const RejectEdge = edgeClass('Reject', 'rejects', () => Reject);
export const RejectConnection = connectionClass(
  'Reject',
  'rejects',
  () => Reject,
  () => RejectEdge,
);
