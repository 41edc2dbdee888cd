import { Field, Float, Int, ObjectType } from 'type-graphql';

import { DateTime } from '../scalars.js';

@ObjectType({
  simpleResolvers: true,
  description:
    'Figures of the top-level sessions in a window. sessions(scope: …) with the same scope lists them.',
})
export class SessionSummary {
  @Field(() => DateTime, { description: 'The moment that the figures are for.' })
  asOf!: number;

  @Field(() => DateTime, { description: 'Begin of the window.' })
  since!: number;

  @Field(() => DateTime, { description: 'End of the window.' })
  until!: number;

  @Field(() => Int, {
    description: 'Sessions in the window: those whose time from start to end, or to asOf, meets it.',
  })
  total!: number;

  @Field(() => Int, { description: 'Those that go on at asOf.' })
  active!: number;

  @Field(() => Int, { description: 'Those that have ended at asOf.' })
  ended!: number;

  @Field(() => Float, { description: 'What they cost in US dollars, subagents included once.' })
  costUsd!: number;

  @Field(() => Boolean, {
    description: 'True where some requests have no price: the cost is at least this much.',
  })
  costIsLowerBound!: boolean;

  @Field(() => Int, { description: 'Different verified users that ran them.' })
  uniqueUsers!: number;

  @Field(() => Int, { description: 'Those whose signals make them high-signal.' })
  highSignal!: number;

  @Field(() => Int, { description: 'Those that share a key in a way that affects attribution.' })
  sharedKey!: number;
}
