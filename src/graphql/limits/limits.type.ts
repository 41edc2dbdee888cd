import { Field, Int, ObjectType } from 'type-graphql';

import { Long } from '../scalars.js';

@ObjectType({
  simpleResolvers: true,
  description:
    'What one request may ask for. What goes beyond is refused before the graph is asked, and the error says which limit.',
})
export class Limits {
  @Field(() => Int, { description: 'first of a connection at most, unless its field says otherwise.' })
  maxFirst!: number;

  @Field(() => Int, { description: 'Ids that nodes takes at most.' })
  maxIds!: number;

  @Field(() => Int, { description: 'Levels of selections at most; introspection is exempt.' })
  maxDepth!: number;

  @Field(() => Int, { description: 'Aliases in one document at most.' })
  maxAliases!: number;

  @Field(() => Int, { description: 'Lexical tokens in one document at most.' })
  maxTokens!: number;

  @Field(() => Int, {
    description:
      'Cost of one operation at most. An object costs 1, a list its first times its items; extensions.cost says what an operation cost.',
  })
  maxCost!: number;

  @Field(() => Int, { description: 'Bytes of the body of one request at most.' })
  maxBodyBytes!: number;

  @Field(() => Int, { description: 'totalCount is exact up to this.' })
  countCap!: number;

  @Field(() => Int, {
    description: 'Clauses of a filter at most, once its AND, OR and NOT are multiplied out.',
  })
  maxFilterClauses!: number;

  @Field(() => Int, { description: 'Conditions in the clauses of a filter at most, together.' })
  maxFilterConditions!: number;

  @Field(() => Int, { description: 'Values in one in or notIn at most.' })
  maxFilterValues!: number;

  @Field(() => Int, { description: 'Characters of a text in a filter or selector at most.' })
  maxTextLength!: number;

  @Field(() => Int, { description: 'Events that one call of ingestEvents takes at most.' })
  maxIngestEvents!: number;

  @Field(() => Int, { description: 'Milliseconds that one operation may take.' })
  operationTimeoutMs!: number;

  @Field(() => Long, { description: 'Milliseconds without an event after which a session counts as ended.' })
  idleMs!: number;

  @Field(() => Int, {
    description: 'Version of the traversal policy, the windows and the thresholds in force.',
  })
  policyVersion!: number;

  @Field(() => Int, { description: 'Version of the signal rules in force.' })
  rulesVersion!: number;
}
