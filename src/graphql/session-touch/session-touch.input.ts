import { ArgsType, Field, InputType } from 'type-graphql';

import { PageArgs } from '../connection.js';
import { NameFilter } from '../entity/name-filter.input.js';
import { Sensitivity } from '../file/sensitivity.js';
import { FileAccess } from './session-touch.type.js';

@ArgsType()
export class TouchArgs extends PageArgs {
  @Field(() => Boolean, {
    defaultValue: true,
    description: 'Whether what its subagents did counts as its own.',
  })
  includeSubagents!: boolean;
}

@InputType({ description: 'Narrows the files of a session; all conditions that are given hold.' })
export class TouchedFileFilter {
  @Field(() => NameFilter, { nullable: true, description: 'The path matches.' })
  path?: NameFilter | null;

  @Field(() => [Sensitivity], {
    nullable: true,
    description: 'The sensitivity is one of these; an empty list matches nothing.',
  })
  sensitivity?: Sensitivity[] | null;

  @Field(() => [FileAccess], {
    nullable: true,
    description: 'The session did one of these with it; an empty list matches nothing.',
  })
  access?: FileAccess[] | null;
}

@ArgsType()
export class TouchedFileArgs extends TouchArgs {
  @Field(() => TouchedFileFilter, { nullable: true, description: 'Only these. Default: all.' })
  filter?: TouchedFileFilter | null;
}
