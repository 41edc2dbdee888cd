import { ArgsType, Field } from 'type-graphql';

import { PageArgs } from '../connection.js';
import { ScopeInput } from '../scope.js';
import { SessionFilter } from '../session-filter/session-filter.input.js';
import { SessionOrder } from './session-enums.js';

@ArgsType()
export class SessionsArgs extends PageArgs {
  @Field(() => SessionFilter, { nullable: true, description: 'Only sessions that meet it. Default: all.' })
  filter?: SessionFilter | null;

  @Field(() => SessionOrder, { defaultValue: SessionOrder.STARTED_AT_DESC, description: 'In which order.' })
  orderBy!: SessionOrder;

  @Field(() => ScopeInput, {
    nullable: true,
    description:
      'The moment asked about and a window that sessions have to meet. Default: now, and every session.',
  })
  scope?: ScopeInput | null;
}
