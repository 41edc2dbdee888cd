import { Field, InputType } from 'type-graphql';

import { Sensitivity } from '../file/sensitivity.js';
import { IdentityBasis } from './ingest-enums.js';

@InputType({
  description:
    'A person, as verified by the login of the client. At least one of accountId and email is given.',
})
class EventUserInput {
  @Field(() => String, { nullable: true, description: "The account's id; the identity where it is known." })
  accountId?: string | null;

  @Field(() => String, { nullable: true, description: 'The login e-mail address; case does not matter.' })
  email?: string | null;

  @Field(() => IdentityBasis, { nullable: true, description: 'How the person is known. Default: LOGIN.' })
  basis?: keyof typeof IdentityBasis | null;
}

@InputType({
  description: 'A machine. The strongest identity given names it: enrolment, else host name, else address.',
})
class EventEndpointInput {
  @Field(() => String, { nullable: true, description: "Its id in the organisation's device management." })
  enrolmentId?: string | null;

  @Field(() => String, { nullable: true, description: 'Its own name.' })
  hostName?: string | null;

  @Field(() => String, { nullable: true, description: 'Its IP address.' })
  address?: string | null;
}

@InputType({ description: 'The agent that ran.' })
class EventAgentInput {
  @Field(() => String, { description: 'Display name of the product, such as Claude Code.' })
  product!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'The name under which the organisation registered it; left out for one that nobody registered.',
  })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'Version of the product.' })
  version?: string | null;

  @Field(() => String, { nullable: true, description: "The organisation's project that it belongs to." })
  project?: string | null;
}

@InputType({ description: 'The API key in use, never the key itself. At least one of the two is given.' })
class EventKeyInput {
  @Field(() => String, {
    nullable: true,
    description: 'A keyed hash (HMAC) of the key: 40 to 128 hexadecimal digits.',
  })
  fingerprint?: string | null;

  @Field(() => String, { nullable: true, description: 'Its visible ends, such as sk-ant-...A3F2.' })
  hint?: string | null;
}

@InputType({
  description: 'The repository that an event happened in. At least one of remote and root is given.',
})
class EventRepositoryInput {
  @Field(() => String, {
    nullable: true,
    description: 'Its remote, such as github.com/acme/payments; credentials are dropped.',
  })
  remote?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Its root folder on the endpoint; the identity where no remote is known.',
  })
  root?: string | null;

  @Field(() => Sensitivity, { nullable: true, description: "The organisation's own level for it." })
  sensitivity?: keyof typeof Sensitivity | null;
}

@InputType({ description: 'The sandbox that a session ran in.' })
class EventSandboxInput {
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => String, { nullable: true, description: "The organisation's project that it belongs to." })
  project?: string | null;
}

@InputType({
  description: 'What surrounded an event. Everything is optional: say what is known, on every event.',
})
export class EventContextInput {
  @Field(() => EventUserInput, {
    nullable: true,
    description: 'The person, as verified by the login of the client.',
  })
  user?: EventUserInput | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'True where this source would have said who the user is: an absent user is then unknown rather than not reported.',
  })
  identityCarried?: boolean | null;

  @Field(() => EventEndpointInput, { nullable: true, description: 'The machine.' })
  endpoint?: EventEndpointInput | null;

  @Field(() => String, {
    nullable: true,
    description: 'Account of the operating system: evidence, never an identity.',
  })
  osAccount?: string | null;

  @Field(() => EventAgentInput, { nullable: true, description: 'The agent that ran.' })
  agent?: EventAgentInput | null;

  @Field(() => EventKeyInput, { nullable: true, description: 'The API key in use.' })
  key?: EventKeyInput | null;

  @Field(() => EventRepositoryInput, { nullable: true, description: 'The repository.' })
  repository?: EventRepositoryInput | null;

  @Field(() => EventSandboxInput, { nullable: true, description: 'The sandbox.' })
  sandbox?: EventSandboxInput | null;

  @Field(() => String, { nullable: true, description: 'Working folder.' })
  cwd?: string | null;

  @Field(() => String, { nullable: true, description: 'Checked-out branch.' })
  branch?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Permission mode, in the words of the client, such as default or bypassPermissions.',
  })
  permissionMode?: string | null;
}
