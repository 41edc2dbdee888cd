import { ArgsType, Field, Int, ObjectType } from 'type-graphql';

import { connectionClass, edgeClass, PageArgs } from '../connection.js';
import { ScopeInput } from '../scope.js';
import { SessionFilter } from '../session-filter/session-filter.input.js';
import { Session } from '../session/session.type.js';
import { RankingAxis } from './ranking-enums.js';

@ArgsType()
export class RankedSessionsArgs extends PageArgs {
  @Field(() => ScopeInput, {
    nullable: true,
    description:
      'The moment asked about and the window that sessions have to meet. Default: now, and the last 24 hours. A since ' +
      'long ago ranks everything.',
  })
  scope?: ScopeInput | null;

  @Field(() => SessionFilter, { nullable: true, description: 'Only sessions that meet it. Default: all.' })
  filter?: SessionFilter | null;

  @Field(() => RankingAxis, { defaultValue: RankingAxis.CONSEQUENCE, description: 'What to rank by.' })
  by!: RankingAxis;
}

@ObjectType('RankedSessionEdge', {
  description: 'One session of a ranking, with its score.',
  simpleResolvers: true,
})
export class RankedSessionEdge extends edgeClass('RankedSession', 'ranked sessions', () => Session) {
  @Field(() => Int, {
    description: 'What it is ranked by, on the axis asked for and as of the moment asked about.',
  })
  score!: number;
}

@ObjectType('RankedSessionConnection', {
  description: 'A page of a ranking: the highest score first, ties by the latest start.',
  simpleResolvers: true,
})
export class RankedSessionConnection extends connectionClass(
  'RankedSession',
  'ranked sessions',
  () => Session,
  () => RankedSessionEdge,
) {
  @Field(() => Int, { description: 'Version of the rules that score sessions now.' })
  rulesVersion!: number;

  @Field(() => Int, {
    complexity: 5,
    description:
      'Sessions and keys that wait to be appraised: their scores may be about to change, and a session that never was ' +
      'appraised is not in the ranking yet.',
  })
  appraisalPending!: () => Promise<number>;

  @Field(() => Boolean, {
    complexity: 5,
    description:
      'On a further page, true where sessions were scored since the first page or the rules changed: an item may have ' +
      'moved between the pages. Start again for an order that holds together.',
  })
  orderMayHaveMoved!: () => Promise<boolean>;
}
