import { Field, ObjectType } from 'type-graphql';

import { Agent } from '../agent/agent.type.js';

@ObjectType({ simpleResolvers: true, description: 'What a session ran as.' })
export class SessionAgent {
  @Field(() => String, {
    description: "The agent's registered name, or its product where it is not registered.",
  })
  name!: string;

  @Field(() => String, { description: 'The coding agent, such as Claude Code.' })
  product!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The version that the session ran last; null where no source said.',
  })
  version!: string | null;

  @Field(() => Agent, { description: 'The agent itself, which leads to its other sessions.' })
  agent!: Agent;
}
