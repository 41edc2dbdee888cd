import { Field, ID, Int, ObjectType } from 'type-graphql';

import { DateTime } from '../scalars.js';
import { EvidenceBasis, SignalAxis, SignalKind } from '../signal/signal-enums.js';
import { TrustLevel } from './ranking-enums.js';

@ObjectType({
  simpleResolvers: true,
  description: 'One line of the ledger: a signal, what it adds to the consequence, and what it rests on.',
})
export class Contribution {
  @Field(() => String, { description: 'The rule, such as READ_THEN_OUTBOUND.' })
  code!: string;

  @Field(() => String, { description: 'The rule in words; its code where it is of another release.' })
  title!: string;

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

  @Field(() => Int, { description: 'What it adds. The contributions add up to the score.' })
  points!: number;

  @Field(() => EvidenceBasis, {
    nullable: true,
    description: 'How it is known; null where the rule did not say.',
  })
  basis!: EvidenceBasis | null;

  @Field(() => [ID], { description: 'Ids of the events that it rests on, at most 20 or so.' })
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

  @Field(() => String, {
    nullable: true,
    description: 'What would make it go away; null for a rule of another release.',
  })
  whatWouldClear!: string | null;
}

@ObjectType({
  simpleResolvers: true,
  description: 'Why a session matters, and how much: the ledger of its contributions, subagents included.',
})
export class Consequence {
  @Field(() => Int, { description: 'The sum of all contributions, exactly.' })
  score!: number;

  @Field(() => Int, { description: 'The sum of those that count while it goes on; 0 once it has ended.' })
  urgency!: number;

  @Field(() => Int, { description: 'The sum of those that count once it has ended; 0 while it goes on.' })
  replayValue!: number;

  @Field(() => [Contribution], {
    description: 'What it is the sum of, the weightiest first. Each rule counts once.',
  })
  contributions!: Contribution[];

  @Field(() => Int, { description: 'Version of the rules that scored it; limits has the one in force.' })
  rulesVersion!: number;

  @Field(() => DateTime, { description: 'When it was scored.' })
  appraisedAt!: number;
}

@ObjectType({ simpleResolvers: true, description: 'One term of an attribution score.' })
export class AttributionFactor {
  @Field(() => String, {
    description:
      'What was looked at: IDENTITY, ENDPOINT_TRUST, USUAL_ON_ENDPOINT, SHARED_KEY, IMPOSSIBLE_CONCURRENCY, ' +
      'NEW_ENDPOINT or HINT_ONLY.',
  })
  factor!: string;

  @Field(() => String, { description: 'What was found, such as LOGIN or KNOWN.' })
  value!: string;

  @Field(() => Int, { description: 'What it adds to the score, or takes from it.' })
  points!: number;

  @Field(() => EvidenceBasis, { description: 'How it is known.' })
  basis!: EvidenceBasis;
}

@ObjectType({
  simpleResolvers: true,
  description: 'How sure it is who ran a session, with what speaks for it and against.',
})
export class Attribution {
  @Field(() => TrustLevel, { description: 'The score in words, and whether a user is named at all.' })
  level!: TrustLevel;

  @Field(() => Int, { description: 'The sum of the factors, held within 0 and 100.' })
  score!: number;

  @Field(() => [AttributionFactor], { description: 'What it is the sum of.' })
  factors!: AttributionFactor[];
}
