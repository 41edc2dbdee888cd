import { ArgsType, Field, InputType } from 'type-graphql';

import { PageArgs } from '../connection.js';

@InputType({
  description: 'Narrows a list by name. Case does not matter; both conditions hold where both are given.',
})
export class NameFilter {
  @Field(() => String, { nullable: true, description: 'The name holds this text.' })
  contains?: string | null;

  @Field(() => String, { nullable: true, description: 'The name begins with this text.' })
  startsWith?: string | null;
}

@ArgsType()
export class EntityListArgs extends PageArgs {
  @Field(() => NameFilter, { nullable: true, description: 'Only those whose name matches. Default: all.' })
  filter?: NameFilter | null;
}
