import {
  timelineByEventTime,
  timelineByReceiveTime,
  type TimelineByEventTimeRow,
} from '../../graph/catalogue/read.generated.js';
import { cappedCount, type ConnectionOf, connectionOf, pageOf } from '../connection.js';
import type { GraphContext } from '../context.js';
import { CursorCodec, malformed, type Position } from '../cursor.js';
import { groupedByKey, type LoaderSpec } from '../loaders.js';
import { operators } from '../session-filter/operators.js';
import type { ChoiceFilter } from '../session-filter/scalar-filter.input.js';
import { EventType, type TimelineOrder } from './event-enums.js';
import type { TimelineArgs } from './event.input.js';
import { eventSource } from './event.loader.js';
import type { Event } from './event.type.js';

interface TimelinePage {
  readonly order: TimelineOrder;
  /** Empty: all. */
  readonly types: readonly EventType[];
  readonly afterAt: number;
  readonly afterKey: string | null;
  readonly limit: number;
}

const timelineLoader: LoaderSpec<readonly TimelineByEventTimeRow[], TimelinePage> = {
  name: 'timelines of sessions',
  async load(context, keys, { order, ...page }) {
    const query = order === 'EVENT_TIME' ? timelineByEventTime : timelineByReceiveTime;
    const rows = await context.graph.read(query, { ...page, keys }, context.read);
    return groupedByKey(
      rows,
      (row) => row.session,
      (row) => row,
    );
  },
  absent: () => [],
};

type TimelineStart = Pick<TimelinePage, 'afterAt' | 'afterKey'>;

const BEFORE_ALL: TimelineStart = { afterAt: -Number.MAX_SAFE_INTEGER, afterKey: null };

/** The events of one session, oldest first; the same page of other sessions in the answer comes with it. */
export async function timelineOf(
  context: GraphContext,
  session: string,
  args: Readonly<TimelineArgs>,
): Promise<ConnectionOf<Event>> {
  const types = admittedTypes(args.filter?.type);
  const page = pageOf(context, args, new CursorCodec('timeline', session, args.orderBy, types));
  const load = async (position: TimelineStart, limit: number): Promise<readonly TimelineByEventTimeRow[]> => {
    if (types === null) return [];
    return context.loaders.load(timelineLoader, session, { order: args.orderBy, types, ...position, limit });
  };
  const rows = await load(timelinePosition(page.after), page.limit);
  const events = await Promise.all(rows.map((row) => context.loaders.load(eventSource.loader, row.key)));
  return connectionOf({
    page,
    rows: rows.flatMap((row, position) => {
      const event = events[position] ?? null;
      return event === null ? [] : [{ row, event }];
    }),
    positionOf: ({ row }) => [row.orderAt, row.key],
    edgeOf: ({ event }, cursor) => ({ cursor, node: event }),
    count: async () => {
      const { countCap } = context.limits;
      return cappedCount((await load(BEFORE_ALL, countCap + 1)).length, countCap);
    },
  });
}

/** The types that a filter admits; an empty list stands for all, null for none. Throws BadInputError. */
function admittedTypes(
  filter: Readonly<ChoiceFilter<EventType>> | null | undefined,
): readonly EventType[] | null {
  const all = Object.values(EventType);
  const admitted = operators(filter ?? {}, 'filter.type').reduce<readonly EventType[]>(
    (types, [operator, value]) => {
      const named = Array.isArray(value) ? (value as EventType[]) : [value as EventType];
      const wanted = operator === 'eq' || operator === 'in';
      return types.filter((type) => named.includes(type) === wanted);
    },
    all,
  );
  if (admitted.length === 0) return null;
  return admitted.length === all.length ? [] : admitted;
}

function timelinePosition(after: Position | null): TimelineStart {
  if (after === null) return BEFORE_ALL;
  const [afterAt, afterKey] = after;
  if (after.length !== 2 || typeof afterAt !== 'number' || typeof afterKey !== 'string') throw malformed();
  return { afterAt, afterKey };
}
