import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';

import { apiKeysListed } from '../../graph/catalogue/read.generated.js';
import { type ConnectionOf, PageArgs } from '../connection.js';
import type { GraphContext } from '../context.js';
import { sessionsOfEntity, SESSIONS_OF_ENTITY } from '../entity/entity-sessions.js';
import { listEntities } from '../entity/list-entities.js';
import { EntityListArgs } from '../entity/name-filter.input.js';
import { type Session, SessionConnection } from '../session/session.type.js';
import { apiKeySource } from './api-key.loader.js';
import { ApiKey, ApiKeyConnection } from './api-key.type.js';

@Resolver(() => ApiKey)
export class ApiKeyResolver {
  @Query(() => ApiKeyConnection, { description: 'API keys, by hint.' })
  apiKeys(
    @Ctx() context: GraphContext,
    @Args(() => EntityListArgs) args: EntityListArgs,
  ): Promise<ConnectionOf<ApiKey>> {
    return listEntities(context, apiKeySource, apiKeysListed, args);
  }

  @FieldResolver(() => SessionConnection, { description: SESSIONS_OF_ENTITY })
  sessions(
    @Ctx() context: GraphContext,
    @Root() apiKey: ApiKey,
    @Args(() => PageArgs) args: PageArgs,
  ): Promise<ConnectionOf<Session>> {
    return sessionsOfEntity(context, apiKey, args);
  }
}
