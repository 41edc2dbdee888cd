import { Field, Float, ObjectType } from 'type-graphql';

import { connectionClass, edgeClass } from '../connection.js';
import { Node } from '../node/node.type.js';
import { DateTime, Long } from '../scalars.js';
import { EventSource, EventType, TimeBasis, ToolVerdict } from './event-enums.js';

@ObjectType({
  simpleResolvers: true,
  description: 'One report of an event: who saw it, when it came, and what came.',
})
export class EventRecord {
  /** Of the stored record; the payload is fetched by it. */
  key!: string;

  @Field(() => EventSource, {
    nullable: true,
    description: 'Which kind of source reported it; null for one of another release.',
  })
  source!: EventSource | null;

  @Field(() => DateTime, { description: 'When it was received.' })
  receivedAt!: number;
}

@ObjectType({
  simpleResolvers: true,
  description:
    'A secret that stood in what was received about an event, and was taken out before it was stored.',
})
export class EventSecret {
  @Field(() => String, { description: 'What it is, such as anthropic-api-key, private-key or dotenv-value.' })
  kind!: string;

  @Field(() => String, {
    description:
      'A keyed hash of it, in hexadecimal digits: equal secrets have equal ones, and nothing leads back to the secret.',
  })
  fingerprint!: string;
}

@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: 'One fact of a session, however many sources reported it.',
})
export class Event extends Node {
  declare label: 'Event';
  sessionKey!: string;

  @Field(() => EventType, { description: 'What it says.' })
  type!: EventType;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When it happened; null where no source gave a time.',
  })
  time!: number | null;

  @Field(() => TimeBasis, { description: 'Whose clock the time is from.' })
  timeBasis!: TimeBasis;

  @Field(() => DateTime, { description: 'When it was first received.' })
  receivedAt!: number;

  @Field(() => String, { description: 'One line of at most 200 characters.' })
  summary!: string;

  @Field(() => [EventSource], { description: 'The kinds of sources that reported it.' })
  sources!: EventSource[];

  @Field(() => [EventSecret], {
    description: 'Secrets that stood in what was received about it, each once.',
  })
  secrets!: EventSecret[];

  @Field(() => String, {
    nullable: true,
    description: 'The tool that it is about; null where it is about none.',
  })
  tool!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The MCP server behind the tool; null where there is none.',
  })
  server!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The model that was asked; null on anything but a request.',
  })
  model!: string | null;

  @Field(() => Long, {
    nullable: true,
    description: 'Prompt tokens that came from no cache; null where not reported.',
  })
  inputTokens!: number | null;

  @Field(() => Long, {
    nullable: true,
    description: 'Tokens that the model produced; null where not reported.',
  })
  outputTokens!: number | null;

  @Field(() => Long, {
    nullable: true,
    description: 'Prompt tokens read from a cache; null where not reported.',
  })
  cacheReadTokens!: number | null;

  @Field(() => Long, {
    nullable: true,
    description: 'Prompt tokens written to a cache; null where not reported.',
  })
  cacheCreationTokens!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Cost in US dollars; null where it is unknown, which is not zero.',
  })
  costUsd!: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether a tool answered with an error; null where not reported.',
  })
  isError!: boolean | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Milliseconds that a tool took; null where not reported.',
  })
  durationMs!: number | null;

  @Field(() => ToolVerdict, {
    nullable: true,
    description: 'What was decided about a tool; null on anything else.',
  })
  decision!: ToolVerdict | null;
}

export const EventEdge = edgeClass('Event', 'events', () => Event);
export const EventConnection = connectionClass(
  'Event',
  'events',
  () => Event,
  () => EventEdge,
);
