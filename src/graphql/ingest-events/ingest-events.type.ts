import { Field, Int, ObjectType } from 'type-graphql';

@ObjectType({
  simpleResolvers: true,
  description: 'An event that could not be read. It is stored: see rejects.',
})
export class RejectedEvent {
  @Field(() => Int, { description: 'Its place in events, from 0.' })
  position!: number;

  @Field(() => String, { description: 'A stable code, such as NO_SESSION_ID.' })
  code!: string;

  @Field(() => String, { description: 'What is wrong and what to do about it.' })
  reason!: string;
}

@ObjectType({
  simpleResolvers: true,
  description: 'What became of the events: all of them are committed, as events or as rejects.',
})
export class IngestPayload {
  @Field(() => Int, { description: 'Events that are in the graph, whether new or known before.' })
  accepted!: number;

  @Field(() => Int, { description: 'Events that could not be read.' })
  rejected!: number;

  @Field(() => [RejectedEvent], { description: 'The events that could not be read, in the order given.' })
  rejects!: RejectedEvent[];
}
