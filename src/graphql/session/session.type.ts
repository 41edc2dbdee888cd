import { Field, Float, Int, ObjectType } from 'type-graphql';

import { connectionClass, edgeClass } from '../connection.js';
import { Node } from '../node/node.type.js';
import { DateTime, Long } from '../scalars.js';
import { Actor, BaselineBand, CostBasis, CostSlope } from './session-enums.js';
import { EndReason, KillCause, SessionStatus } from './session-status.js';

@ObjectType({
  simpleResolvers: true,
  description:
    'What a session amounts to, counted from its unique events and those of its subagents, each once.',
})
export class SessionTotals {
  @Field(() => Int, { description: 'Events.' })
  events!: number;

  @Field(() => Int, { description: 'Prompts of a person.' })
  turns!: number;

  @Field(() => Int, { description: 'Uses of tools.' })
  toolCalls!: number;

  @Field(() => Int, { description: 'Different tools among them.' })
  distinctTools!: number;

  @Field(() => Long, { description: 'Prompt tokens that came from no cache.' })
  inputTokens!: number;

  @Field(() => Long, { description: 'Tokens that models produced.' })
  outputTokens!: number;

  @Field(() => Long, { description: 'Prompt tokens read from a cache.' })
  cacheReadTokens!: number;

  @Field(() => Long, { description: 'Prompt tokens written to a cache.' })
  cacheCreationTokens!: number;

  @Field(() => Float, { description: 'Cost in US dollars, exact to a millionth.' })
  costUsd!: number;

  @Field(() => CostBasis, { description: 'Where the cost comes from.' })
  costBasis!: CostBasis;

  @Field(() => Boolean, {
    description: 'True where some requests have no price: the cost is at least this much.',
  })
  costIsLowerBound!: boolean;
}

@ObjectType({
  simpleResolvers: true,
  description:
    "How a session stands against its agent's other sessions. Both answers are UNKNOWN until a baseline was built from " +
    'at least 20 sessions of at least 20 tool calls each: without one nothing can be called normal.',
})
export class SessionPosture {
  @Field(() => Boolean, { description: 'True while the session goes on.' })
  active!: boolean;

  @Field(() => BaselineBand, { description: 'Whether cost and tool use are within the normal band.' })
  band!: BaselineBand;

  @Field(() => CostSlope, { description: 'How the cost moves.' })
  costSlope!: CostSlope;
}

@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description:
    'One run of a coding agent, or of one of its subagents. It exists from its first event; late events join it. ' +
    'Whether it goes on, and for how long, is said for the moment asked about (scope.asOf, or now).',
})
export class Session extends Node {
  declare label: 'Session';
  parentKey!: string | null;
  /** The moment that this object was asked about, which its subagents and parent take on. Epoch milliseconds. */
  asOf!: number;

  @Field(() => String, { description: "The client's own id for it, unique within the product." })
  sessionId!: string;

  @Field(() => String, {
    nullable: true,
    description: "The client's id of the subagent; null on a top-level session.",
  })
  agentId!: string | null;

  @Field(() => String, { description: 'The client product that ran it, such as claude-code.' })
  product!: string;

  @Field(() => Boolean, { description: 'False for a subagent, whose totals its parent includes.' })
  topLevel!: boolean;

  @Field(() => SessionStatus, { description: 'Whether it goes on at the moment asked about.' })
  status!: SessionStatus;

  @Field(() => EndReason, { nullable: true, description: 'Why it counts as ended; null while it is active.' })
  endReason!: EndReason | null;

  @Field(() => DateTime, { nullable: true, description: 'Its first timed event; null where it has none.' })
  startedAt!: number | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'When it ended: the kill, the end event, or the last event before the idle period. Null while it is active.',
  })
  endedAt!: number | null;

  @Field(() => DateTime, { nullable: true, description: 'Its last timed event; null where it has none.' })
  lastSeenAt!: number | null;

  @Field(() => Long, {
    nullable: true,
    description:
      'Milliseconds from its start to its end, or to its last event while it is active; null without a timed event.',
  })
  durationMs!: number | null;

  @Field(() => Long, {
    nullable: true,
    description:
      'Milliseconds from its start to the moment asked about while it is active; null once it has ended.',
  })
  liveMs!: number | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'When a kill or revocation was confirmed; null where there was none.',
  })
  killedAt!: number | null;

  @Field(() => KillCause, {
    nullable: true,
    description: 'What killed it; null where nothing did or the source does not say.',
  })
  killCause!: KillCause | null;

  @Field(() => Actor, { description: 'Whether it is known who ran it.' })
  actor!: Actor;

  @Field(() => [String], {
    description: 'Operating-system accounts that its events name: evidence of who ran it, never an identity.',
  })
  osAccounts!: string[];

  @Field(() => [String], { description: 'Permission modes that it ran in, as the client names them.' })
  permissionModes!: string[];

  @Field(() => SessionTotals, { description: 'What it amounts to, subagents included.' })
  totals!: SessionTotals;

  @Field(() => SessionPosture, { description: "How it stands against its agent's other sessions." })
  posture!: SessionPosture;

  @Field(() => Boolean, {
    description: 'True where its signals make it high-signal under the rules in force.',
  })
  highSignal!: boolean;

  @Field(() => Boolean, { description: 'True where it shares a key in a way that affects attribution.' })
  sharedKey!: boolean;

  @Field(() => Boolean, { description: 'True where it read or wrote a sensitive file.' })
  sensitiveTouch!: boolean;
}

export const SessionEdge = edgeClass('Session', 'sessions', () => Session);
export const SessionConnection = connectionClass(
  'Session',
  'sessions',
  () => Session,
  () => SessionEdge,
);
