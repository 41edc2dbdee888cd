import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';

import { hostsListed } from '../../graph/catalogue/read.generated.js';
import { type ConnectionOf, PageArgs } from '../connection.js';
import type { GraphContext } from '../context.js';
import { endpointSource } from '../endpoint/endpoint.loader.js';
import { Endpoint } from '../endpoint/endpoint.type.js';
import { sessionsOfEntity, SESSIONS_OF_ENTITY } from '../entity/entity-sessions.js';
import { listEntities } from '../entity/list-entities.js';
import { EntityListArgs } from '../entity/name-filter.input.js';
import { type Session, SessionConnection } from '../session/session.type.js';
import { endpointOfHostLoader, hostSource } from './host.loader.js';
import { Host, HostConnection } from './host.type.js';

@Resolver(() => Host)
export class HostResolver {
  @Query(() => HostConnection, { description: 'Hosts that were called, by name.' })
  hosts(
    @Ctx() context: GraphContext,
    @Args(() => EntityListArgs) args: EntityListArgs,
  ): Promise<ConnectionOf<Host>> {
    return listEntities(context, hostSource, hostsListed, args);
  }

  @FieldResolver(() => SessionConnection, { description: SESSIONS_OF_ENTITY })
  sessions(
    @Ctx() context: GraphContext,
    @Root() host: Host,
    @Args(() => PageArgs) args: PageArgs,
  ): Promise<ConnectionOf<Session>> {
    return sessionsOfEntity(context, host, args);
  }

  @FieldResolver(() => Endpoint, {
    nullable: true,
    description: 'The endpoint that it is, where its name or address says so; else null.',
  })
  async endpoint(@Ctx() context: GraphContext, @Root() host: Host): Promise<Endpoint | null> {
    const key = await context.loaders.load(endpointOfHostLoader, host.key);
    return key === null ? null : context.loaders.load(endpointSource.loader, key);
  }
}
