import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';

import { filesListed } from '../../graph/catalogue/read.generated.js';
import { type ConnectionOf, PageArgs } from '../connection.js';
import type { GraphContext } from '../context.js';
import { sessionsOfEntity, SESSIONS_OF_ENTITY } from '../entity/entity-sessions.js';
import { listEntities } from '../entity/list-entities.js';
import { EntityListArgs } from '../entity/name-filter.input.js';
import { repositorySource } from '../repository/repository.loader.js';
import { Repository } from '../repository/repository.type.js';
import { type Session, SessionConnection } from '../session/session.type.js';
import { fileSource, repositoryOfFileLoader } from './file.loader.js';
import { File, FileConnection } from './file.type.js';

@Resolver(() => File)
export class FileResolver {
  @Query(() => FileConnection, { description: 'Files, by path.' })
  files(
    @Ctx() context: GraphContext,
    @Args(() => EntityListArgs) args: EntityListArgs,
  ): Promise<ConnectionOf<File>> {
    return listEntities(context, fileSource, filesListed, args);
  }

  @FieldResolver(() => SessionConnection, { description: SESSIONS_OF_ENTITY })
  sessions(
    @Ctx() context: GraphContext,
    @Root() file: File,
    @Args(() => PageArgs) args: PageArgs,
  ): Promise<ConnectionOf<Session>> {
    return sessionsOfEntity(context, file, args);
  }

  @FieldResolver(() => Repository, {
    nullable: true,
    description: 'The repository that it is in; null where it is in none.',
  })
  async repository(@Ctx() context: GraphContext, @Root() file: File): Promise<Repository | null> {
    const key = await context.loaders.load(repositoryOfFileLoader, file.key);
    return key === null ? null : context.loaders.load(repositorySource.loader, key);
  }
}
