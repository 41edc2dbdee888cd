import { Field, InputType, Int } from 'type-graphql';

import { RADIUS_LIMITS } from '../../traversal/blast-radius.js';
import { RelationshipKindFilter } from '../blast-radius/blast-radius.input.js';
import { OneOf } from '../one-of.js';
import { DateTime } from '../scalars.js';
import {
  ApiKeySelector,
  EndpointSelector,
  EntitySelector,
  FileSelector,
  NameSelector,
  SessionSelector,
} from '../selector/selector.input.js';
import { Lens } from '../traversal-policy/relationship-kind.js';

const { maxHops, maxNodes, maxEdges, timeoutMs, selectors } = RADIUS_LIMITS;

@InputType({ description: 'How far a radius looks, as blastRadius does. It looks forward.' })
export class RadiusOptions {
  @Field(() => [Lens], { nullable: true, description: 'The kinds of impact to look for. Default: all four.' })
  lenses?: Lens[] | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Nothing before this counts. Default: everything does.',
  })
  since?: number | null;

  @Field(() => DateTime, {
    nullable: true,
    description: 'Nothing after this counts; asOf at the latest. Default: asOf.',
  })
  until?: number | null;

  @Field(() => DateTime, {
    nullable: true,
    description:
      'The moment to answer for: which sessions had ended then, and nothing after it counts. Default: now.',
  })
  asOf?: number | null;

  @Field(() => Int, {
    defaultValue: maxHops.default,
    description: `Steps of a path at most: 1 to ${maxHops.most}.`,
  })
  maxHops!: number;

  @Field(() => Int, {
    defaultValue: maxNodes.default,
    description: `Things in each radius at most, starting points included: 1 to ${maxNodes.most}.`,
  })
  maxNodes!: number;

  @Field(() => Int, {
    defaultValue: maxEdges.default,
    description: `Relationships in each radius at most: 1 to ${maxEdges.most}.`,
  })
  maxEdges!: number;

  @Field(() => RelationshipKindFilter, { nullable: true, description: 'Which relationships to follow.' })
  kinds?: RelationshipKindFilter | null;

  @Field(() => [EntitySelector], {
    nullable: true,
    description: `Hubs to pass through all the same, as meta.hubs lists them: at most ${selectors}.`,
  })
  reincludeHubs?: EntitySelector[] | null;

  @Field(() => Int, {
    defaultValue: timeoutMs.default,
    description: `Milliseconds for all radii together, after which the answer is cut: 1 to ${timeoutMs.most}.`,
  })
  timeoutMs!: number;
}

const FROM =
  'From this moment on: contacts at or after it are gone. Default: asOf, which leaves alone what has happened by then; ' +
  'pass an earlier moment to see what the action would have kept away.';

@InputType({ description: 'No session uses an API key from a moment on.' })
export class RevokeKeyInput {
  @Field(() => ApiKeySelector, { description: 'The key.' })
  apiKey!: ApiKeySelector;

  @Field(() => DateTime, { nullable: true, description: FROM })
  from?: number | null;
}

@InputType({ description: 'A session does nothing from a moment on, and nothing gets into it.' })
export class KillSessionInput {
  @Field(() => SessionSelector, { description: 'The session.' })
  session!: SessionSelector;

  @Field(() => DateTime, { nullable: true, description: FROM })
  from?: number | null;
}

@InputType({ description: 'No session calls a host from a moment on.' })
export class BlockHostInput {
  @Field(() => NameSelector, { description: 'The host.' })
  host!: NameSelector;

  @Field(() => DateTime, { nullable: true, description: FROM })
  from?: number | null;
}

@InputType({
  description:
    'From a moment on nothing runs on an endpoint, and the sessions that ran on it call no host, use no MCP server and ' +
    'no API key. What they read and write goes on.',
})
export class IsolateEndpointInput {
  @Field(() => EndpointSelector, { description: 'The endpoint.' })
  endpoint!: EndpointSelector;

  @Field(() => DateTime, { nullable: true, description: FROM })
  from?: number | null;
}

@InputType({ description: 'No session uses an MCP server from a moment on.' })
export class DisableServerInput {
  @Field(() => NameSelector, { description: 'The MCP server.' })
  mcpServer!: NameSelector;

  @Field(() => DateTime, { nullable: true, description: FROM })
  from?: number | null;
}

@InputType({ description: 'No session reads or writes a file from a moment on.' })
export class QuarantineFileInput {
  @Field(() => FileSelector, { description: 'The file.' })
  file!: FileSelector;

  @Field(() => DateTime, { nullable: true, description: FROM })
  from?: number | null;
}

@OneOf()
@InputType({ description: 'One thing that can be done to keep impact away.' })
export class ContainmentActionInput {
  @Field(() => RevokeKeyInput, { nullable: true, description: 'Revoke an API key.' })
  revokeKey?: RevokeKeyInput | null;

  @Field(() => KillSessionInput, { nullable: true, description: 'Kill a session.' })
  killSession?: KillSessionInput | null;

  @Field(() => BlockHostInput, { nullable: true, description: 'Block a host.' })
  blockHost?: BlockHostInput | null;

  @Field(() => IsolateEndpointInput, { nullable: true, description: 'Isolate an endpoint.' })
  isolateEndpoint?: IsolateEndpointInput | null;

  @Field(() => DisableServerInput, { nullable: true, description: 'Disable an MCP server.' })
  disableServer?: DisableServerInput | null;

  @Field(() => QuarantineFileInput, { nullable: true, description: 'Quarantine a file.' })
  quarantineFile?: QuarantineFileInput | null;
}

const COST = 'Default: 1.';

@InputType({
  description:
    'What an action costs besides the sessions that it cuts, each of which costs 1. The dearer a kind, the rarer it is planned.',
})
export class ContainmentCosts {
  @Field(() => Int, { defaultValue: 1, description: `Of revoking an API key. ${COST}` })
  revokeKey!: number;

  @Field(() => Int, { defaultValue: 1, description: `Of killing a session. ${COST}` })
  killSession!: number;

  @Field(() => Int, { defaultValue: 1, description: `Of blocking a host. ${COST}` })
  blockHost!: number;

  @Field(() => Int, { defaultValue: 1, description: `Of isolating an endpoint. ${COST}` })
  isolateEndpoint!: number;

  @Field(() => Int, { defaultValue: 1, description: `Of disabling an MCP server. ${COST}` })
  disableServer!: number;

  @Field(() => Int, { defaultValue: 1, description: `Of quarantining a file. ${COST}` })
  quarantineFile!: number;
}
