import { ArgsType, Field, InputType } from 'type-graphql';

import { PageArgs } from '../connection.js';
import { type ChoiceFilter, choiceFilterClass } from '../session-filter/scalar-filter.input.js';
import { EventType, TimelineOrder } from './event-enums.js';

const EventTypeFilter = choiceFilterClass('EventTypeFilter', 'the type of an event', () => EventType);

@InputType({ description: 'Narrows a timeline.' })
export class EventFilter {
  @Field(() => EventTypeFilter, { nullable: true, description: 'Only events of these types.' })
  type?: ChoiceFilter<EventType> | null;
}

@ArgsType()
export class TimelineArgs extends PageArgs {
  @Field(() => EventFilter, { nullable: true, description: 'Only these events. Default: all.' })
  filter?: EventFilter | null;

  @Field(() => TimelineOrder, {
    defaultValue: TimelineOrder.EVENT_TIME,
    description: 'Which clock it goes by.',
  })
  orderBy!: TimelineOrder;
}
