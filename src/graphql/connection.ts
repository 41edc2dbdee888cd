import { ArgsType, type ClassType, Field, Int, ObjectType } from 'type-graphql';

import type { GraphContext } from './context.js';
import type { CursorCodec, Position } from './cursor.js';
import { BadInputError } from './errors.js';

/** The two arguments of every connection. Extend it for more; `first` is checked before any Cypher runs. */
@ArgsType()
export class PageArgs {
  @Field(() => Int, { description: 'How many items at most: 1 to 100.' })
  first!: number;

  @Field(() => String, {
    nullable: true,
    description:
      'Continues after this cursor: an edge cursor or pageInfo.endCursor of the same list. Absent: from the start.',
  })
  after?: string | null;
}

@ObjectType({ description: 'Where a page stands in its list.', simpleResolvers: true })
export class PageInfo {
  @Field(() => Boolean, { description: 'True where more items follow: pass endCursor as after.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'True where the page was asked for with after.' })
  hasPreviousPage!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the first item; null where the page is empty.',
  })
  startCursor!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the last item; null where the page is empty.',
  })
  endCursor!: string | null;
}

/** A count that stops at a cap: `isExact` is false where the cap was reached and there are more. */
export interface CappedCount {
  readonly count: number;
  readonly isExact: boolean;
}

export interface EdgeOf<T> {
  cursor: string;
  node: T;
}

export interface ConnectionOf<T, Edge extends EdgeOf<T> = EdgeOf<T>> {
  edges: Edge[];
  nodes: T[];
  pageInfo: PageInfo;
  /** Called by graphql-js only where the field was selected. */
  totalCount: () => Promise<number>;
  totalCountIsExact: () => Promise<boolean>;
}

/** What the class factories return: to be given to decorators and extended. */
export type EdgeClass<T> = ClassType<EdgeOf<T>>;
export type ConnectionClass<T, Edge extends EdgeOf<T> = EdgeOf<T>> = ClassType<ConnectionOf<T, Edge>>;

/**
 * The edge type `<name>Edge`. An edge with more fields extends the class and is decorated again with the same name.
 *
 * @param items what the list holds, for descriptions: `sessions`.
 */
export function edgeClass<T extends object>(
  name: string,
  items: string,
  node: () => ClassType<T>,
): EdgeClass<T> {
  @ObjectType(`${name}Edge`, {
    description: `One item of a list of ${items}, with its cursor.`,
    simpleResolvers: true,
  })
  class Edge implements EdgeOf<T> {
    @Field(() => String, { description: 'Continues the list after this item when passed as after.' })
    cursor!: string;

    @Field(node, { description: 'The item itself.' })
    node!: T;
  }
  return Edge;
}

/** The connection type `<name>Connection` over an edge class. */
export function connectionClass<T extends object, Edge extends EdgeOf<T>>(
  name: string,
  items: string,
  node: () => ClassType<T>,
  edge: () => ClassType<Edge>,
): ConnectionClass<T, Edge> {
  @ObjectType(`${name}Connection`, { description: `A page of a list of ${items}.`, simpleResolvers: true })
  class Connection implements ConnectionOf<T, Edge> {
    @Field(() => [edge()], {
      description: 'The items with their cursors and what the list knows about each.',
    })
    edges!: Edge[];

    @Field(() => [node()], { description: 'The items alone: a shortcut for edges { node }.' })
    nodes!: T[];

    @Field(() => PageInfo, { description: 'Where this page stands in the list.' })
    pageInfo!: PageInfo;

    @Field(() => Int, {
      complexity: 10,
      description:
        'Items in the whole list, counted only where this is selected. Exact up to limits.countCap; ' +
        'where there are more, the cap, and totalCountIsExact is false.',
    })
    totalCount!: () => Promise<number>;

    @Field(() => Boolean, {
      complexity: 10,
      description: 'False where totalCount stopped at the cap: the list has at least that many items.',
    })
    totalCountIsExact!: () => Promise<boolean>;
  }
  return Connection;
}

/** A page as it is asked of the graph. */
export interface Page {
  readonly first: number;
  /** Ask the statement for this many rows: one more than the page holds tells whether another follows. */
  readonly limit: number;
  /** Null on the first page. */
  readonly after: Position | null;
  readonly codec: CursorCodec;
}

/**
 * Checks `first` and reads `after`. Throws BadInputError.
 *
 * @param maxFirst where the field takes more or fewer than `limits.maxFirst`.
 */
export function pageOf(
  context: GraphContext,
  args: Readonly<PageArgs>,
  codec: CursorCodec,
  maxFirst = context.limits.maxFirst,
): Page {
  checkFirst(args.first, maxFirst);
  return { first: args.first, limit: args.first + 1, after: codec.decode(args.after), codec };
}

/**
 * Throws BadInputError where `first` is not from 1 to `maxFirst`.
 *
 * @param what how the message calls it, where several fields of an operation take a `first`.
 */
export function checkFirst(first: number, maxFirst: number, what = 'first'): void {
  if (Number.isInteger(first) && first >= 1 && first <= maxFirst) return;
  throw new BadInputError(
    'first',
    `${what} is ${first} and must be from 1 to ${maxFirst}.`,
    `Ask for at most ${maxFirst} and continue with after: pageInfo.endCursor.`,
  );
}

export interface ConnectionParts<Row, T, Edge extends EdgeOf<T>> {
  readonly page: Page;
  /** At most `page.limit`, in order. The last one beyond `page.first` only says that more follow. */
  readonly rows: readonly Row[];
  readonly positionOf: (row: Row) => Position;
  /** Gives the edge its node and, where it has them, further fields. */
  readonly edgeOf: (row: Row, cursor: string) => Edge;
  /** Runs at most once, and only where a count was selected. */
  readonly count: () => Promise<CappedCount>;
}

/** Builds the value of a connection field from the rows of a page. */
export function connectionOf<Row, T, Edge extends EdgeOf<T> = EdgeOf<T>>(
  parts: ConnectionParts<Row, T, Edge>,
): ConnectionOf<T, Edge> {
  const { page, rows } = parts;
  const edges = rows
    .slice(0, page.first)
    .map((row) => parts.edgeOf(row, page.codec.encode(parts.positionOf(row))));
  let counted: Promise<CappedCount> | undefined;
  const count = (): Promise<CappedCount> => (counted ??= parts.count());
  return {
    edges,
    nodes: edges.map((edge) => edge.node),
    pageInfo: {
      hasNextPage: rows.length > page.first,
      hasPreviousPage: page.after !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: async () => (await count()).count,
    totalCountIsExact: async () => (await count()).isExact,
  };
}

/** A count that ran up to one more than the cap. */
export function cappedCount(found: number, cap: number): CappedCount {
  return { count: Math.min(found, cap), isExact: found <= cap };
}
