import { Field, InputType } from 'type-graphql';

import { EndpointTrust } from '../endpoint/endpoint-trust.js';
import { Sensitivity } from '../file/sensitivity.js';
import { HostReach } from '../host/host-reach.js';
import { Actor } from '../session/session-enums.js';
import { SessionStatus } from '../session/session-status.js';
import {
  BooleanFilter,
  type ChoiceFilter,
  choiceFilterClass,
  DateTimeFilter,
  IdFilter,
  LongFilter,
  TextFilter,
  UsdFilter,
} from './scalar-filter.input.js';

const BY_ID = 'Its id.';
const BY_NAME = 'Its name.';

const StatusFilter = choiceFilterClass('SessionStatusFilter', 'the status of a session', () => SessionStatus);
const ActorFilter = choiceFilterClass('ActorFilter', 'whether it is known who ran a session', () => Actor);
const SensitivityFilter = choiceFilterClass('SensitivityFilter', 'a level of sensitivity', () => Sensitivity);
const TrustFilter = choiceFilterClass('EndpointTrustFilter', 'the trust in an endpoint', () => EndpointTrust);
const ReachFilter = choiceFilterClass('HostReachFilter', 'the reach of a host', () => HostReach);

@InputType({ description: 'A verified user that ran the session; all conditions hold for the same user.' })
export class SessionUserFilter {
  @Field(() => IdFilter, { nullable: true, description: BY_ID })
  id?: IdFilter | null;

  @Field(() => TextFilter, {
    nullable: true,
    description:
      'An e-mail address seen with the user. Addresses are stored in lower case, and so is what is asked for.',
  })
  email?: TextFilter | null;
}

@InputType({ description: 'An endpoint that the session ran on; all conditions hold for the same endpoint.' })
export class SessionEndpointFilter {
  @Field(() => IdFilter, { nullable: true, description: BY_ID })
  id?: IdFilter | null;

  @Field(() => TextFilter, { nullable: true, description: BY_NAME })
  name?: TextFilter | null;

  @Field(() => TrustFilter, { nullable: true, description: 'How far it is known.' })
  trust?: ChoiceFilter<EndpointTrust> | null;
}

@InputType({ description: 'An agent that the session ran as; all conditions hold for the same agent.' })
export class SessionAgentFilter {
  @Field(() => IdFilter, { nullable: true, description: BY_ID })
  id?: IdFilter | null;

  @Field(() => TextFilter, { nullable: true, description: 'Its registered name, or its product.' })
  name?: TextFilter | null;

  @Field(() => TextFilter, {
    nullable: true,
    description: 'The coding agent behind it, such as Claude Code.',
  })
  product?: TextFilter | null;
}

@InputType({ description: 'An API key that the session used; all conditions hold for the same key.' })
export class SessionKeyFilter {
  @Field(() => IdFilter, { nullable: true, description: BY_ID })
  id?: IdFilter | null;

  @Field(() => TextFilter, { nullable: true, description: 'Its keyed fingerprint, in lower case.' })
  fingerprint?: TextFilter | null;

  @Field(() => TextFilter, { nullable: true, description: 'A hint seen with it, such as sk-ant-...A3F2.' })
  hint?: TextFilter | null;
}

@InputType({ description: 'A file that the session read or wrote; all conditions hold for the same file.' })
export class SessionFileFilter {
  @Field(() => IdFilter, { nullable: true, description: BY_ID })
  id?: IdFilter | null;

  @Field(() => TextFilter, {
    nullable: true,
    description: 'Its path, relative to its repository, or absolute.',
  })
  path?: TextFilter | null;

  @Field(() => TextFilter, { nullable: true, description: 'The last part of its path.' })
  name?: TextFilter | null;

  @Field(() => SensitivityFilter, { nullable: true, description: 'Its sensitivity.' })
  sensitivity?: ChoiceFilter<Sensitivity> | null;
}

@InputType({ description: 'A host that the session called; all conditions hold for the same host.' })
export class SessionHostFilter {
  @Field(() => IdFilter, { nullable: true, description: BY_ID })
  id?: IdFilter | null;

  @Field(() => TextFilter, { nullable: true, description: 'Its name or address.' })
  name?: TextFilter | null;

  @Field(() => ReachFilter, { nullable: true, description: 'Where it is; absent where that is unknown.' })
  reach?: ChoiceFilter<HostReach> | null;
}

@InputType({
  description: 'A repository that the session worked in; all conditions hold for the same repository.',
})
export class SessionRepositoryFilter {
  @Field(() => IdFilter, { nullable: true, description: BY_ID })
  id?: IdFilter | null;

  @Field(() => TextFilter, { nullable: true, description: BY_NAME })
  name?: TextFilter | null;

  @Field(() => TextFilter, { nullable: true, description: 'Its remote, such as github.com/acme/payments.' })
  remote?: TextFilter | null;
}

@InputType({
  description: 'Something known by its name that the session used; all conditions hold for the same thing.',
})
export class SessionNamedFilter {
  @Field(() => IdFilter, { nullable: true, description: BY_ID })
  id?: IdFilter | null;

  @Field(() => TextFilter, { nullable: true, description: BY_NAME })
  name?: TextFilter | null;
}

@InputType({
  description:
    'Which sessions. All conditions that are given hold; {} holds for every session. A condition on something that a ' +
    'session is related to holds where at least one such thing meets it, for the session or one of its subagents: ' +
    '{ user: {} } is "has a verified user", { NOT: { user: {} } } is "has none", and { NOT: { model: { name: { eq: … } } } } ' +
    'is "never used that model". A field set to null counts as left out; an operator set to null is refused: isNull asks ' +
    'for absence.',
})
export class SessionFilter {
  @Field(() => [SessionFilter], { nullable: true, description: 'All of these hold; an empty list holds.' })
  AND?: SessionFilter[] | null;

  @Field(() => [SessionFilter], {
    nullable: true,
    description: 'At least one of these holds; an empty list does not.',
  })
  OR?: SessionFilter[] | null;

  @Field(() => SessionFilter, { nullable: true, description: 'This does not hold.' })
  NOT?: SessionFilter | null;

  @Field(() => TextFilter, {
    nullable: true,
    description: "The client's own session id, whole or a part of it.",
  })
  id?: TextFilter | null;

  @Field(() => TextFilter, { nullable: true, description: 'The client product, such as claude-code.' })
  product?: TextFilter | null;

  @Field(() => StatusFilter, { nullable: true, description: 'Whether it goes on at the moment asked about.' })
  status?: ChoiceFilter<SessionStatus> | null;

  @Field(() => ActorFilter, { nullable: true, description: 'Whether it is known who ran it.' })
  actor?: ChoiceFilter<Actor> | null;

  @Field(() => DateTimeFilter, {
    nullable: true,
    description: 'When it started: a range means started within.',
  })
  startedAt?: DateTimeFilter | null;

  @Field(() => DateTimeFilter, { nullable: true, description: 'When it was last seen.' })
  lastSeenAt?: DateTimeFilter | null;

  @Field(() => LongFilter, {
    nullable: true,
    description: 'Milliseconds from its start to its end or last event.',
  })
  durationMs?: LongFilter | null;

  @Field(() => UsdFilter, { nullable: true, description: 'What it cost, subagents included.' })
  costUsd?: UsdFilter | null;

  @Field(() => BooleanFilter, { nullable: true, description: 'Whether its signals make it high-signal.' })
  highSignal?: BooleanFilter | null;

  @Field(() => BooleanFilter, {
    nullable: true,
    description: 'Whether it shares a key in a way that affects attribution.',
  })
  sharedKey?: BooleanFilter | null;

  @Field(() => BooleanFilter, { nullable: true, description: 'Whether it read or wrote a sensitive file.' })
  sensitiveTouch?: BooleanFilter | null;

  @Field(() => SessionUserFilter, { nullable: true, description: 'Who ran it.' })
  user?: SessionUserFilter | null;

  @Field(() => SessionEndpointFilter, { nullable: true, description: 'Where it ran.' })
  endpoint?: SessionEndpointFilter | null;

  @Field(() => SessionAgentFilter, { nullable: true, description: 'What it ran as.' })
  agent?: SessionAgentFilter | null;

  @Field(() => SessionNamedFilter, { nullable: true, description: 'A model that it used.' })
  model?: SessionNamedFilter | null;

  @Field(() => SessionKeyFilter, { nullable: true, description: 'An API key that it used.' })
  key?: SessionKeyFilter | null;

  @Field(() => SessionFileFilter, { nullable: true, description: 'A file that it read or wrote.' })
  file?: SessionFileFilter | null;

  @Field(() => SessionHostFilter, { nullable: true, description: 'A host that it called.' })
  host?: SessionHostFilter | null;

  @Field(() => SessionNamedFilter, { nullable: true, description: 'A tool that it used.' })
  tool?: SessionNamedFilter | null;

  @Field(() => SessionNamedFilter, { nullable: true, description: 'An MCP server that it used.' })
  server?: SessionNamedFilter | null;

  @Field(() => SessionRepositoryFilter, { nullable: true, description: 'A repository that it worked in.' })
  repository?: SessionRepositoryFilter | null;

  @Field(() => SessionNamedFilter, { nullable: true, description: 'A sandbox that it ran in.' })
  sandbox?: SessionNamedFilter | null;
}
