import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';

import type { GraphContext } from '../context.js';
import { Session } from '../session/session.type.js';
import { TrustLevel } from './ranking-enums.js';
import { scoreLoader, toAttribution, toConsequence, toTrustLevel } from './score.loader.js';
import { Attribution, Consequence } from './score.type.js';

const ABSENT = 'Null until it was appraised, and on a subagent, which counts for its parent.';

@Resolver(() => Session)
export class SessionScoreResolver {
  @FieldResolver(() => Consequence, {
    nullable: true,
    complexity: ({ childComplexity }) => 5 + childComplexity,
    description: `Why it matters, and how much. ${ABSENT}`,
  })
  async consequence(@Ctx() context: GraphContext, @Root() session: Session): Promise<Consequence | null> {
    const row = await context.loaders.load(scoreLoader, session.key);
    return row === null ? null : toConsequence(row, session.status);
  }

  @FieldResolver(() => Attribution, {
    nullable: true,
    complexity: ({ childComplexity }) => 2 + childComplexity,
    description: `How sure it is who ran it. ${ABSENT}`,
  })
  async attribution(@Ctx() context: GraphContext, @Root() session: Session): Promise<Attribution | null> {
    const row = await context.loaders.load(scoreLoader, session.key);
    return row === null ? null : toAttribution(row);
  }

  @FieldResolver(() => TrustLevel, { nullable: true, description: `The level of its attribution. ${ABSENT}` })
  async trustLevel(@Ctx() context: GraphContext, @Root() session: Session): Promise<TrustLevel | null> {
    const row = await context.loaders.load(scoreLoader, session.key);
    return row === null ? null : toTrustLevel(row);
  }
}
