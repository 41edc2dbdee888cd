import { Field, Float, InputType, Int } from 'type-graphql';

import { EventSource, EventType, ToolVerdict } from '../event/event-enums.js';
import { DateTime, Json, Long } from '../scalars.js';
import { KillCause } from '../session/session-status.js';
import { Confidence } from '../shared-keys/shared-key-enums.js';
import { EventContextInput } from './event-context.input.js';
import { CallPurpose, RequestCostBasis, ToolOutcome, TouchBasis, TouchKind } from './ingest-enums.js';

@InputType({ description: 'A file that was read or written, or a host that was called.' })
class EventTouchInput {
  @Field(() => TouchKind, { description: 'READ and WROTE have a path, CALLED has a host.' })
  kind!: keyof typeof TouchKind;

  @Field(() => String, {
    nullable: true,
    description: "READ, WROTE: the file, absolute or relative to the repository's root.",
  })
  path?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'CALLED: host name or address, without scheme, port and path.',
  })
  host?: string | null;

  @Field(() => Int, { nullable: true, description: 'CALLED: the port.' })
  port?: number | null;

  @Field(() => CallPurpose, { nullable: true, description: 'CALLED: what for.' })
  purpose?: keyof typeof CallPurpose | null;

  @Field(() => TouchBasis, { nullable: true, description: 'How it is known. Default: TOOL_INPUT.' })
  basis?: keyof typeof TouchBasis | null;

  @Field(() => Confidence, { nullable: true, description: 'How sure that is. Default: HIGH.' })
  confidence?: keyof typeof Confidence | null;
}

@InputType({
  description: 'Tokens of one request. The four counters are disjoint: cached tokens are no part of input.',
})
class EventTokensInput {
  @Field(() => Long, { description: 'Prompt tokens that were neither read from nor written to a cache.' })
  input!: number;

  @Field(() => Long, { description: 'Generated tokens, reasoning included.' })
  output!: number;

  @Field(() => Long, { nullable: true, description: 'Prompt tokens read from a cache. Default: 0.' })
  cacheRead?: number | null;

  @Field(() => Long, { nullable: true, description: 'Prompt tokens written to a cache. Default: 0.' })
  cacheCreation?: number | null;

  @Field(() => Long, { nullable: true, description: 'The part of cacheCreation that is kept for an hour.' })
  cacheCreation1h?: number | null;
}

@InputType({
  description:
    'Another session. What is left out is as in the event; at least one of sessionId and agentId is given.',
})
class EventSessionInput {
  @Field(() => String, { nullable: true, description: 'Its client product.' })
  product?: string | null;

  @Field(() => String, { nullable: true, description: "The client's id of it." })
  sessionId?: string | null;

  @Field(() => String, { nullable: true, description: 'The id of the subagent within it.' })
  agentId?: string | null;
}

@InputType({ description: 'A secret that was taken out of an event before it was sent.' })
class EventSecretInput {
  @Field(() => String, { description: 'What it is, in kebab-case, such as anthropic-api-key.' })
  kind!: string;

  @Field(() => String, { description: 'Keyed HMAC of it: 12 to 128 lower-case hexadecimal digits.' })
  fingerprint!: string;
}

@InputType({
  description:
    'One event of the native format, member by member as schema/event.schema.json has it, version 1. Which members a type needs is said there.',
})
export class EventInput {
  @Field(() => EventType, { description: 'What happened.' })
  type!: keyof typeof EventType;

  @Field(() => String, {
    description:
      'The client product whose session it is, in lower-case words joined by hyphens: claude-code, codex. Never the channel by which the event came.',
  })
  product!: string;

  @Field(() => String, { description: "The client's own id of the session." })
  sessionId!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The id of the subagent that did this, within the session.',
  })
  agentId?: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: "When it happened by the producer's clock; left out where the producer does not know.",
  })
  at?: number | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'When a forwarder in front of the service received it. The time at which the service itself does stands in, and bounds it.',
  })
  receivedAt?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'True where it is sent as it happens, so that without at its receive time is its time. False is as if left out.',
  })
  live?: boolean | null;

  @Field(() => String, {
    nullable: true,
    description:
      "The producer's own id of the fact, so that sending it twice states it once. Without any id the content is the identity.",
  })
  id?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "Runtrail's id of the fact, as an export has it. It goes before every other id; producers leave it out.",
  })
  eventId?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'With eventId, as an export has it: other sources know the id as well. False is as if left out.',
  })
  joins?: boolean | null;

  @Field(() => [EventSecretInput], {
    nullable: true,
    description:
      'Secrets that were taken out of it, as an export has them. Producers may leave it out: the service looks for secrets itself.',
  })
  secrets?: EventSecretInput[] | null;

  @Field(() => EventSource, {
    nullable: true,
    description: 'Which kind of source observed it. Default: NATIVE.',
  })
  source?: keyof typeof EventSource | null;

  @Field(() => String, {
    nullable: true,
    description: 'One line for the timeline, cut at 200 characters. Default: made from the other members.',
  })
  summary?: string | null;

  @Field(() => EventContextInput, { nullable: true, description: 'What surrounded it.' })
  context?: EventContextInput | null;

  @Field(() => [EventTouchInput], {
    nullable: true,
    description: 'Files that it read or wrote and hosts that it called: once, on the TOOL_USE that did it.',
  })
  touches?: EventTouchInput[] | null;

  @Field(() => Json, {
    nullable: true,
    description:
      'The raw record behind it, any JSON. The whole event is kept where this is left out, and nothing where it is null.',
  })
  payload?: unknown;

  @Field(() => String, {
    nullable: true,
    description: 'The raw record as text, where it is no JSON. Takes the place of payload.',
  })
  payloadText?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'SESSION_START, SESSION_END: why, in the words of the client.',
  })
  reason?: string | null;

  @Field(() => KillCause, { nullable: true, description: 'SESSION_KILLED: what stopped the session.' })
  cause?: keyof typeof KillCause | null;

  @Field(() => EventSessionInput, {
    nullable: true,
    description: 'SESSION_CONTINUED: the session whose history this one carries on.',
  })
  origin?: EventSessionInput | null;

  @Field(() => EventSessionInput, {
    nullable: true,
    description: 'SUBAGENT_START, SUBAGENT_STOP: the session of the subagent.',
  })
  child?: EventSessionInput | null;

  @Field(() => String, {
    nullable: true,
    description: 'MODEL_REQUEST: the name that the provider gives to the model.',
  })
  model?: string | null;

  @Field(() => EventTokensInput, { nullable: true, description: 'MODEL_REQUEST: its tokens.' })
  tokens?: EventTokensInput | null;

  @Field(() => Long, {
    nullable: true,
    description:
      'MODEL_REQUEST: what it cost, in millionths of a US dollar. Left out where it is not known; an unknown cost is not 0.',
  })
  costMicroUsd?: number | null;

  @Field(() => RequestCostBasis, {
    nullable: true,
    description: 'MODEL_REQUEST: where the cost comes from. Default: REPORTED.',
  })
  costBasis?: keyof typeof RequestCostBasis | null;

  @Field(() => String, {
    nullable: true,
    description:
      "MODEL_REQUEST: the provider's id of the request. It names the fact, whichever source reports it.",
  })
  requestId?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "MODEL_REQUEST: the provider's id of the answer. It names the fact where there is no request id.",
  })
  messageId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'TOOL_USE, TOOL_RESULT, TOOL_DECISION: the name that the client gives to the tool.',
  })
  tool?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      "TOOL_USE: true where tool stands for a name that the source keeps to itself, so that another source's name holds. " +
      'False is as if left out.',
  })
  unnamed?: boolean | null;

  @Field(() => String, {
    nullable: true,
    description:
      "TOOL_USE, TOOL_RESULT, TOOL_DECISION: the provider's id of the call. It joins the three, whichever source reports them.",
  })
  toolUseId?: string | null;

  @Field(() => ToolOutcome, {
    nullable: true,
    description: 'TOOL_USE: what became of the call. Left out for a success and where no result is known.',
  })
  outcome?: keyof typeof ToolOutcome | null;

  @Field(() => String, {
    nullable: true,
    description:
      "USER_PROMPT: the client's id of the prompt, which its hooks, telemetry and transcript share.",
  })
  promptId?: string | null;

  @Field(() => String, { nullable: true, description: 'TOOL_USE: the MCP server behind the tool.' })
  server?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'TOOL_RESULT: whether the call failed.' })
  isError?: boolean | null;

  @Field(() => Float, { nullable: true, description: 'TOOL_RESULT: milliseconds that the call took.' })
  durationMs?: number | null;

  @Field(() => ToolVerdict, {
    nullable: true,
    description: 'TOOL_DECISION: whether the call was let through.',
  })
  decision?: keyof typeof ToolVerdict | null;

  @Field(() => String, { nullable: true, description: "OTHER: the client's name for what happened." })
  name?: string | null;
}
