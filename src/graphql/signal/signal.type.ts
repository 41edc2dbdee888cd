import { Field, ID, Int, ObjectType } from 'type-graphql';

import { Node } from '../node/node.type.js';
import { EvidenceBasis, SignalAxis, SignalKind } from './signal-enums.js';

@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: 'A reason to care about a session: a rule that it meets, with its weight and evidence.',
})
export class Signal extends Node {
  declare label: 'Signal';
  sessionKey!: string;

  @Field(() => String, { description: 'The rule, such as READ_THEN_OUTBOUND.' })
  code!: string;

  @Field(() => SignalKind, {
    nullable: true,
    description: 'What changed; null for a rule of another release.',
  })
  kind!: SignalKind | null;

  @Field(() => SignalAxis, {
    nullable: true,
    description: 'What it counts towards; null for a rule of another release.',
  })
  axis!: SignalAxis | null;

  @Field(() => Int, { description: "What it adds to the session's consequence." })
  points!: number;

  @Field(() => EvidenceBasis, {
    nullable: true,
    description: 'How it is known; null where the rule did not say.',
  })
  basis!: EvidenceBasis | null;

  @Field(() => [ID], { description: 'Ids of the events that it rests on.' })
  evidence!: string[];

  @Field(() => [ID], { description: 'Ids of the things that it is about.' })
  entities!: string[];

  @Field(() => String, {
    nullable: true,
    description: 'What was found, in one sentence; null where the rule gives none.',
  })
  detail!: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Version of the rules that raised it; null where it is not kept.',
  })
  rulesVersion!: number | null;
}
