import { Field, ID, InputType } from 'type-graphql';

import { OneOf } from '../one-of.js';

const BY_ID = 'Its id, from any answer.';

@OneOf()
@InputType({ description: 'One session: by its id or by the id that the client gave it.' })
export class SessionSelector {
  @Field(() => ID, { nullable: true, description: BY_ID })
  id?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "The client's own id of a top-level session, whole. Where two products used the same id, an error lists both.",
  })
  sessionId?: string | null;
}

@OneOf()
@InputType({ description: 'One verified user.' })
export class UserSelector {
  @Field(() => ID, { nullable: true, description: BY_ID })
  id?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'An e-mail address seen with the user; case does not matter.',
  })
  email?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The account id of the identity provider or of the client.',
  })
  accountId?: string | null;
}

@OneOf()
@InputType({ description: 'One endpoint.' })
export class EndpointSelector {
  @Field(() => ID, { nullable: true, description: BY_ID })
  id?: string | null;

  @Field(() => String, { nullable: true, description: 'Its host name; case does not matter.' })
  hostName?: string | null;

  @Field(() => String, { nullable: true, description: 'A network address seen with it.' })
  address?: string | null;

  @Field(() => String, { nullable: true, description: 'Its enrolment id.' })
  enrolmentId?: string | null;
}

@OneOf()
@InputType({ description: 'One API key.' })
export class ApiKeySelector {
  @Field(() => ID, { nullable: true, description: BY_ID })
  id?: string | null;

  @Field(() => String, { nullable: true, description: 'Its keyed fingerprint, whole.' })
  fingerprint?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Its hint, such as sk-ant-...A3F2, or the last characters of it. Where several keys end so, an error lists them.',
  })
  hint?: string | null;
}

@InputType({ description: 'One file, by its path.' })
export class FileSelector {
  @Field(() => String, {
    description: 'Its path, relative to its repository, or absolute where it is in none.',
  })
  path!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Name or remote of its repository, where the path alone names several files.',
  })
  repository?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Name of the endpoint that it is on, where the path alone names several files.',
  })
  endpoint?: string | null;
}

@OneOf()
@InputType({ description: 'One agent.' })
export class AgentSelector {
  @Field(() => ID, { nullable: true, description: BY_ID })
  id?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Its registered name, or the product of one that is not registered.',
  })
  name?: string | null;
}

@OneOf()
@InputType({ description: 'One repository.' })
export class RepositorySelector {
  @Field(() => ID, { nullable: true, description: BY_ID })
  id?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Its remote without scheme, such as github.com/acme/payments.',
  })
  remote?: string | null;

  @Field(() => String, { nullable: true, description: 'Its name, such as acme/payments.' })
  name?: string | null;
}

@OneOf()
@InputType({ description: 'One thing that is known by its name.' })
export class NameSelector {
  @Field(() => ID, { nullable: true, description: BY_ID })
  id?: string | null;

  @Field(() => String, { nullable: true, description: 'Its name, whole.' })
  name?: string | null;
}

@OneOf()
@InputType({
  description: 'One thing of any kind: by its id, or by its kind and what an analyst knows it by.',
})
export class EntitySelector {
  @Field(() => ID, { nullable: true, description: 'The id of a thing of any kind, from any answer.' })
  id?: string | null;

  @Field(() => SessionSelector, { nullable: true, description: 'A session.' })
  session?: SessionSelector | null;

  @Field(() => UserSelector, { nullable: true, description: 'A verified user.' })
  user?: UserSelector | null;

  @Field(() => EndpointSelector, { nullable: true, description: 'An endpoint.' })
  endpoint?: EndpointSelector | null;

  @Field(() => AgentSelector, { nullable: true, description: 'An agent.' })
  agent?: AgentSelector | null;

  @Field(() => NameSelector, { nullable: true, description: "A model, by the provider's name for it." })
  model?: NameSelector | null;

  @Field(() => ApiKeySelector, { nullable: true, description: 'An API key.' })
  apiKey?: ApiKeySelector | null;

  @Field(() => FileSelector, { nullable: true, description: 'A file.' })
  file?: FileSelector | null;

  @Field(() => NameSelector, { nullable: true, description: 'A host, by its network name or address.' })
  host?: NameSelector | null;

  @Field(() => NameSelector, { nullable: true, description: 'A tool.' })
  tool?: NameSelector | null;

  @Field(() => NameSelector, { nullable: true, description: 'An MCP server.' })
  mcpServer?: NameSelector | null;

  @Field(() => RepositorySelector, { nullable: true, description: 'A repository.' })
  repository?: RepositorySelector | null;

  @Field(() => NameSelector, { nullable: true, description: 'A project.' })
  project?: NameSelector | null;

  @Field(() => NameSelector, { nullable: true, description: 'A sandbox.' })
  sandbox?: NameSelector | null;
}
