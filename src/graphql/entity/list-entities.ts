import type { ReadQuery } from '../../graph/query.js';
import { cappedCount, type ConnectionOf, connectionOf, pageOf } from '../connection.js';
import type { GraphContext } from '../context.js';
import { CursorCodec, malformed, type Position } from '../cursor.js';
import { BadInputError } from '../errors.js';
import type { NodeSource } from '../node/node-directory.js';
import type { NodeObject } from '../node/node.type.js';
import type { EntityListArgs, NameFilter } from './name-filter.input.js';

/** What the statements that list the things of one label by name take and give. */
export interface ListParams {
  readonly contains: string | null;
  readonly startsWith: string | null;
  readonly afterName: string | null;
  readonly afterKey: string | null;
  readonly limit: number;
}
export interface ListedRow {
  key: string;
  name: string;
}

/** A connection over all things of one label, in the order of their names. One statement, and one for the things. */
export async function listEntities<T extends NodeObject>(
  context: GraphContext,
  source: NodeSource<T>,
  query: ReadQuery<ListParams, ListedRow>,
  args: Readonly<EntityListArgs>,
): Promise<ConnectionOf<T>> {
  const filter = nameConditions(context, args.filter);
  const page = pageOf(context, args, new CursorCodec('entities', source.label, filter));
  const [afterName, afterKey] = namePosition(page.after);
  const rows = await context.graph.read(
    query,
    { ...filter, afterName, afterKey, limit: page.limit },
    context.read,
  );
  const nodes = await Promise.all(rows.map((row) => context.loaders.load(source.loader, row.key)));
  // Nothing is ever deleted, so a thing that was listed is there.
  const found = rows.flatMap((row, position) => {
    const node = nodes[position] ?? null;
    return node === null ? [] : [{ row, node }];
  });
  return connectionOf({
    page,
    rows: found,
    positionOf: ({ row }) => [row.name, row.key],
    edgeOf: ({ node }, cursor) => ({ cursor, node }),
    count: async () => {
      const limit = context.limits.countCap + 1;
      const all = await context.graph.read(
        query,
        { ...filter, afterName: null, afterKey: null, limit },
        context.read,
      );
      return cappedCount(all.length, context.limits.countCap);
    },
  });
}

/** The conditions in lower case; null where there is none. Throws BadInputError on a text that is too long. */
export function nameConditions(
  context: GraphContext,
  filter: Readonly<NameFilter> | null | undefined,
): { readonly contains: string | null; readonly startsWith: string | null } {
  const { maxTextLength } = context.limits;
  const condition = (field: 'contains' | 'startsWith'): string | null => {
    const text = filter?.[field] ?? '';
    if (text.length > maxTextLength) {
      throw new BadInputError(
        `filter.${field}`,
        `filter.${field} has more than ${maxTextLength} characters.`,
        'Look for a shorter part of the name.',
      );
    }
    return text === '' ? null : text.toLowerCase();
  };
  return { contains: condition('contains'), startsWith: condition('startsWith') };
}

function namePosition(after: Position | null): [string, string] | [null, null] {
  if (after === null) return [null, null];
  const [name, key] = after;
  if (after.length !== 2 || typeof name !== 'string' || typeof key !== 'string') throw malformed();
  return [name, key];
}
