import { Field, ObjectType } from 'type-graphql';

import { Long } from '../scalars.js';

@ObjectType({ simpleResolvers: true, description: 'What has been taken in, counted by the database.' })
export class IngestStatus {
  @Field(() => Long, { description: 'Sessions, subagents included.' })
  sessions!: number;

  @Field(() => Long, { description: 'Unique events.' })
  events!: number;

  @Field(() => Long, { description: 'Reports of them: two sources may report one event.' })
  records!: number;

  @Field(() => Long, { description: 'Input that could not become an event.' })
  rejects!: number;

  @Field(() => Long, {
    description:
      'Events and rejects that have been handed in and wait to be committed, by this service alone.',
  })
  waiting!: number;

  @Field(() => Long, { description: 'Sessions that wait to be appraised: their signals may change soon.' })
  sessionsDue!: number;
}
