import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';

import { sandboxesListed } from '../../graph/catalogue/read.generated.js';
import { type ConnectionOf, PageArgs } from '../connection.js';
import type { GraphContext } from '../context.js';
import { sessionsOfEntity, SESSIONS_OF_ENTITY } from '../entity/entity-sessions.js';
import { listEntities } from '../entity/list-entities.js';
import { EntityListArgs } from '../entity/name-filter.input.js';
import { type Session, SessionConnection } from '../session/session.type.js';
import { sandboxSource } from './sandbox.loader.js';
import { Sandbox, SandboxConnection } from './sandbox.type.js';

@Resolver(() => Sandbox)
export class SandboxResolver {
  @Query(() => SandboxConnection, { description: 'Sandboxes, by name.' })
  sandboxes(
    @Ctx() context: GraphContext,
    @Args(() => EntityListArgs) args: EntityListArgs,
  ): Promise<ConnectionOf<Sandbox>> {
    return listEntities(context, sandboxSource, sandboxesListed, args);
  }

  @FieldResolver(() => SessionConnection, { description: SESSIONS_OF_ENTITY })
  sessions(
    @Ctx() context: GraphContext,
    @Root() sandbox: Sandbox,
    @Args(() => PageArgs) args: PageArgs,
  ): Promise<ConnectionOf<Session>> {
    return sessionsOfEntity(context, sandbox, args);
  }
}
