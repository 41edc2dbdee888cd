import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';

import { modelsListed } from '../../graph/catalogue/read.generated.js';
import { type ConnectionOf, PageArgs } from '../connection.js';
import type { GraphContext } from '../context.js';
import { sessionsOfEntity, SESSIONS_OF_ENTITY } from '../entity/entity-sessions.js';
import { listEntities } from '../entity/list-entities.js';
import { EntityListArgs } from '../entity/name-filter.input.js';
import { type Session, SessionConnection } from '../session/session.type.js';
import { modelSource } from './model.loader.js';
import { Model, ModelConnection } from './model.type.js';

@Resolver(() => Model)
export class ModelResolver {
  @Query(() => ModelConnection, { description: 'Models, by name.' })
  models(
    @Ctx() context: GraphContext,
    @Args(() => EntityListArgs) args: EntityListArgs,
  ): Promise<ConnectionOf<Model>> {
    return listEntities(context, modelSource, modelsListed, args);
  }

  @FieldResolver(() => SessionConnection, { description: SESSIONS_OF_ENTITY })
  sessions(
    @Ctx() context: GraphContext,
    @Root() model: Model,
    @Args(() => PageArgs) args: PageArgs,
  ): Promise<ConnectionOf<Session>> {
    return sessionsOfEntity(context, model, args);
  }
}
