import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';

import { repositoriesListed } from '../../graph/catalogue/read.generated.js';
import { type ConnectionOf, PageArgs } from '../connection.js';
import type { GraphContext } from '../context.js';
import { sessionsOfEntity, SESSIONS_OF_ENTITY } from '../entity/entity-sessions.js';
import { listEntities } from '../entity/list-entities.js';
import { EntityListArgs } from '../entity/name-filter.input.js';
import { type Session, SessionConnection } from '../session/session.type.js';
import { repositorySource } from './repository.loader.js';
import { Repository, RepositoryConnection } from './repository.type.js';

@Resolver(() => Repository)
export class RepositoryResolver {
  @Query(() => RepositoryConnection, { description: 'Repositories, by name.' })
  repositories(
    @Ctx() context: GraphContext,
    @Args(() => EntityListArgs) args: EntityListArgs,
  ): Promise<ConnectionOf<Repository>> {
    return listEntities(context, repositorySource, repositoriesListed, args);
  }

  @FieldResolver(() => SessionConnection, { description: SESSIONS_OF_ENTITY })
  sessions(
    @Ctx() context: GraphContext,
    @Root() repository: Repository,
    @Args(() => PageArgs) args: PageArgs,
  ): Promise<ConnectionOf<Session>> {
    return sessionsOfEntity(context, repository, args);
  }
}
