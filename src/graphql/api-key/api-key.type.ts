import { Field, Int, ObjectType } from 'type-graphql';

import { connectionClass, edgeClass } from '../connection.js';
import { Node } from '../node/node.type.js';
import { DateTime } from '../scalars.js';

@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description:
    'An API key, by its keyed fingerprint, or by its hint where nothing more is known. The key itself is never stored.',
})
export class ApiKey extends Node {
  declare label: 'ApiKey';

  @Field(() => String, {
    nullable: true,
    description: 'Keyed HMAC of the key; null where only a hint is known.',
  })
  fingerprint!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What people know it by, such as sk-ant-...A3F2; null where no source gave one.',
  })
  hint!: string | null;

  @Field(() => [String], { description: 'Every hint seen with it.' })
  hints!: string[];

  @Field(() => Boolean, {
    description: 'True where only its hint is known: two keys with the same hint would look like one.',
  })
  hintOnly!: boolean;

  @Field(() => DateTime, { nullable: true, description: 'First use; null until it was appraised.' })
  firstAt!: number | null;

  @Field(() => DateTime, { nullable: true, description: 'Last use; null until it was appraised.' })
  lastAt!: number | null;

  @Field(() => Int, { nullable: true, description: 'Sessions that used it; null until it was appraised.' })
  sessionCount!: number | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When sharing that affects attribution began; null where there is none.',
  })
  sharedFrom!: number | null;
}

export const ApiKeyEdge = edgeClass('ApiKey', 'API keys', () => ApiKey);
export const ApiKeyConnection = connectionClass(
  'ApiKey',
  'API keys',
  () => ApiKey,
  () => ApiKeyEdge,
);
