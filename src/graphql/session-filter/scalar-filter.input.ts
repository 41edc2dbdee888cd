import { type ClassType, Field, Float, ID, InputType } from 'type-graphql';

import { DateTime, Long } from '../scalars.js';

@InputType({
  description:
    'Conditions on a text; all that are given hold. Case matters. ne and notIn hold where the text is absent, too.',
})
export class TextFilter {
  @Field(() => String, { nullable: true, description: 'Equals it.' })
  eq?: string | null;

  @Field(() => String, { nullable: true, description: 'Does not equal it.' })
  ne?: string | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Equals one of them; an empty list matches nothing.',
  })
  in?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Equals none of them; an empty list matches everything.',
  })
  notIn?: string[] | null;

  @Field(() => String, { nullable: true, description: 'Holds it.' })
  contains?: string | null;

  @Field(() => String, { nullable: true, description: 'Begins with it.' })
  startsWith?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the text is absent.' })
  isNull?: boolean | null;
}

@InputType({ description: 'Conditions on an id of this service; all that are given hold.' })
export class IdFilter {
  @Field(() => ID, { nullable: true, description: 'Has this id.' })
  eq?: string | null;

  @Field(() => ID, { nullable: true, description: 'Has another id.' })
  ne?: string | null;

  @Field(() => [ID], { nullable: true, description: 'Has one of these ids; an empty list matches nothing.' })
  in?: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description: 'Has none of these ids; an empty list matches everything.',
  })
  notIn?: string[] | null;
}

@InputType({ description: 'A condition on a fact that holds or does not.' })
export class BooleanFilter {
  @Field(() => Boolean, { nullable: true, description: 'It is so.' })
  eq?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'It is not so.' })
  ne?: boolean | null;
}

@InputType({
  description:
    'Conditions on an instant; all that are given hold. gte and lte do not hold where it is absent.',
})
export class DateTimeFilter {
  @Field(() => DateTime, { nullable: true, description: 'Is exactly then.' })
  eq?: number | null;

  @Field(() => DateTime, { nullable: true, description: 'Is not exactly then, or is absent.' })
  ne?: number | null;

  @Field(() => DateTime, { nullable: true, description: 'Is then or later.' })
  gte?: number | null;

  @Field(() => DateTime, { nullable: true, description: 'Is then or earlier.' })
  lte?: number | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the instant is absent.' })
  isNull?: boolean | null;
}

@InputType({
  description:
    'Conditions on a whole number; all that are given hold. gte and lte do not hold where it is absent.',
})
export class LongFilter {
  @Field(() => Long, { nullable: true, description: 'Equals it.' })
  eq?: number | null;

  @Field(() => Long, { nullable: true, description: 'Does not equal it, or is absent.' })
  ne?: number | null;

  @Field(() => Long, { nullable: true, description: 'Is at least this.' })
  gte?: number | null;

  @Field(() => Long, { nullable: true, description: 'Is at most this.' })
  lte?: number | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the number is absent.' })
  isNull?: boolean | null;
}

@InputType({
  description: 'Conditions on an amount in US dollars, compared to a millionth; all that are given hold.',
})
export class UsdFilter {
  @Field(() => Float, { nullable: true, description: 'Equals it.' })
  eq?: number | null;

  @Field(() => Float, { nullable: true, description: 'Does not equal it.' })
  ne?: number | null;

  @Field(() => Float, { nullable: true, description: 'Is at least this.' })
  gte?: number | null;

  @Field(() => Float, { nullable: true, description: 'Is at most this.' })
  lte?: number | null;
}

/** Conditions on one of several named values: the same as of a text, less those that look into it. */
export interface ChoiceFilter<Choice extends string> {
  eq?: Choice | null;
  ne?: Choice | null;
  in?: Choice[] | null;
  notIn?: Choice[] | null;
}

/** The input type `<name>` over an enum. */
export function choiceFilterClass<Choice extends string>(
  name: string,
  what: string,
  choices: () => Readonly<Record<string, Choice>>,
): ClassType<ChoiceFilter<Choice>> {
  @InputType(name, { description: `Conditions on ${what}; all that are given hold.` })
  class Filter implements ChoiceFilter<Choice> {
    @Field(() => choices(), { nullable: true, description: 'Is this.' })
    eq?: Choice | null;

    @Field(() => choices(), { nullable: true, description: 'Is another, or is absent.' })
    ne?: Choice | null;

    @Field(() => [choices()], {
      nullable: true,
      description: 'Is one of these; an empty list matches nothing.',
    })
    in?: Choice[] | null;

    @Field(() => [choices()], {
      nullable: true,
      description: 'Is none of these; an empty list matches everything.',
    })
    notIn?: Choice[] | null;
  }
  return Filter;
}
