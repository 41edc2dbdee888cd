import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';

import { endpointsListed } from '../../graph/catalogue/read.generated.js';
import { type ConnectionOf, PageArgs } from '../connection.js';
import type { GraphContext } from '../context.js';
import { sessionsOfEntity, SESSIONS_OF_ENTITY } from '../entity/entity-sessions.js';
import { listEntities } from '../entity/list-entities.js';
import { EntityListArgs } from '../entity/name-filter.input.js';
import { type Session, SessionConnection } from '../session/session.type.js';
import { endpointSource } from './endpoint.loader.js';
import { Endpoint, EndpointConnection } from './endpoint.type.js';

@Resolver(() => Endpoint)
export class EndpointResolver {
  @Query(() => EndpointConnection, { description: 'Endpoints, by name.' })
  endpoints(
    @Ctx() context: GraphContext,
    @Args(() => EntityListArgs) args: EntityListArgs,
  ): Promise<ConnectionOf<Endpoint>> {
    return listEntities(context, endpointSource, endpointsListed, args);
  }

  @FieldResolver(() => SessionConnection, { description: SESSIONS_OF_ENTITY })
  sessions(
    @Ctx() context: GraphContext,
    @Root() endpoint: Endpoint,
    @Args(() => PageArgs) args: PageArgs,
  ): Promise<ConnectionOf<Session>> {
    return sessionsOfEntity(context, endpoint, args);
  }
}
