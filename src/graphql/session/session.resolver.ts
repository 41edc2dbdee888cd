import { Args, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';

import { apiKeySource } from '../api-key/api-key.loader.js';
import { ApiKey } from '../api-key/api-key.type.js';
import { type ConnectionOf, PageArgs } from '../connection.js';
import type { GraphContext } from '../context.js';
import { endpointSource } from '../endpoint/endpoint.loader.js';
import { Endpoint } from '../endpoint/endpoint.type.js';
import { modelSource } from '../model/model.loader.js';
import { Model } from '../model/model.type.js';
import { Project } from '../project/project.type.js';
import { repositorySource } from '../repository/repository.loader.js';
import { Repository } from '../repository/repository.type.js';
import { sandboxSource } from '../sandbox/sandbox.loader.js';
import { Sandbox } from '../sandbox/sandbox.type.js';
import { userSource } from '../user/user.loader.js';
import { User } from '../user/user.type.js';
import { SessionAgent } from './session-agent.type.js';
import { agentOf, linkedTo, mainLinkedTo, projectOf } from './session-links.loader.js';
import { secretsLoader } from './session-secrets.loader.js';
import { loadSession } from './session.loader.js';
import { Session, SessionConnection } from './session.type.js';
import { subagentsOf } from './subagents.js';

/** What a list without `first` counts for in the cost: a session has few of these. */
const FEW = ({ childComplexity }: { childComplexity: number }): number => 1 + 3 * (1 + childComplexity);

@Resolver(() => Session)
export class SessionResolver {
  @FieldResolver(() => User, {
    nullable: true,
    description: 'The verified user that ran it; null where actor is not VERIFIED.',
  })
  user(@Ctx() context: GraphContext, @Root() session: Session): Promise<User | null> {
    return mainLinkedTo(context, session.key, 'RUN_BY', userSource);
  }

  @FieldResolver(() => Endpoint, {
    nullable: true,
    description: 'The machine that it ran on; null where no source said.',
  })
  endpoint(@Ctx() context: GraphContext, @Root() session: Session): Promise<Endpoint | null> {
    return mainLinkedTo(context, session.key, 'RAN_ON', endpointSource);
  }

  @FieldResolver(() => SessionAgent, {
    nullable: true,
    description: 'What it ran as; null where no source said.',
  })
  agent(@Ctx() context: GraphContext, @Root() session: Session): Promise<SessionAgent | null> {
    return agentOf(context, session.key);
  }

  @FieldResolver(() => Model, {
    nullable: true,
    description: 'The model that it asked most; null where it asked none.',
  })
  model(@Ctx() context: GraphContext, @Root() session: Session): Promise<Model | null> {
    return mainLinkedTo(context, session.key, 'USED_MODEL', modelSource);
  }

  @FieldResolver(() => [Model], {
    complexity: FEW,
    description: 'Every model that it asked, its own before those of its subagents, the most asked first.',
  })
  models(@Ctx() context: GraphContext, @Root() session: Session): Promise<Model[]> {
    return linkedTo(context, session.key, 'USED_MODEL', modelSource);
  }

  @FieldResolver(() => [ApiKey], {
    complexity: FEW,
    description: 'Every API key that it used, the most used first.',
  })
  keys(@Ctx() context: GraphContext, @Root() session: Session): Promise<ApiKey[]> {
    return linkedTo(context, session.key, 'USED_KEY', apiKeySource);
  }

  @FieldResolver(() => Repository, {
    nullable: true,
    description: 'The repository that it mostly worked in; null where no source said.',
  })
  repository(@Ctx() context: GraphContext, @Root() session: Session): Promise<Repository | null> {
    return mainLinkedTo(context, session.key, 'IN_REPOSITORY', repositorySource);
  }

  @FieldResolver(() => Sandbox, {
    nullable: true,
    description: 'The sandbox that it ran in; null outside of any.',
  })
  sandbox(@Ctx() context: GraphContext, @Root() session: Session): Promise<Sandbox | null> {
    return mainLinkedTo(context, session.key, 'IN_SANDBOX', sandboxSource);
  }

  @FieldResolver(() => Project, {
    nullable: true,
    description: 'The project of its sandbox, or else of its agent; null outside of any.',
  })
  project(@Ctx() context: GraphContext, @Root() session: Session): Promise<Project | null> {
    return projectOf(context, session.key);
  }

  @FieldResolver(() => Int, {
    complexity: 10,
    description:
      'How many different secrets stood in what was received about its events and those of its subagents. None is stored.',
  })
  secretsSeen(@Ctx() context: GraphContext, @Root() session: Session): Promise<number> {
    return context.loaders.load(secretsLoader, session.key);
  }

  @FieldResolver(() => Session, {
    nullable: true,
    description: 'The session that a subagent belongs to; null on a top-level one.',
  })
  async parent(@Ctx() context: GraphContext, @Root() session: Session): Promise<Session | null> {
    return session.parentKey === null ? null : loadSession(context, session.parentKey, session.asOf);
  }

  @FieldResolver(() => SessionConnection, {
    description: 'Its subagents, oldest first. Its totals include them.',
  })
  subagents(
    @Ctx() context: GraphContext,
    @Root() session: Session,
    @Args(() => PageArgs) args: PageArgs,
  ): Promise<ConnectionOf<Session>> {
    return subagentsOf(context, session, args);
  }
}
