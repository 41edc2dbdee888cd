import { rejectsByKey, type RejectsByKeyRow, rejectsListed } from '../../graph/catalogue/read.generated.js';
import { cappedCount, type ConnectionOf, connectionOf, type PageArgs, pageOf } from '../connection.js';
import type { GraphContext } from '../context.js';
import { CursorCodec, malformed, type Position } from '../cursor.js';
import { byKey, type LoaderSpec } from '../loaders.js';
import { nodeBase, type NodeSource } from '../node/node-directory.js';
import type { Reject } from './reject.type.js';

const rejectLoader: LoaderSpec<Reject | null> = {
  name: 'rejects by key',
  async load(context, keys) {
    const rows = await context.graph.read(rejectsByKey, { keys }, context.read);
    return byKey(rows, (row) => row.key, toReject);
  },
  absent: () => null,
};

export const rejectSource: NodeSource<Reject> = { label: 'Reject', loader: rejectLoader };

const AFTER_ALL = { beforeAt: Number.MAX_SAFE_INTEGER, beforeKey: null };

/** Rejects, newest first. */
export async function listRejects(
  context: GraphContext,
  args: Readonly<PageArgs>,
): Promise<ConnectionOf<Reject>> {
  const page = pageOf(context, args, new CursorCodec('rejects'));
  const rows = await context.graph.read(
    rejectsListed,
    { ...rejectPosition(page.after), limit: page.limit },
    context.read,
  );
  return connectionOf({
    page,
    rows,
    positionOf: (row) => [row.receivedAt, row.key],
    edgeOf: (row, cursor) => ({ cursor, node: toReject(row) }),
    count: async () => {
      const { countCap } = context.limits;
      const all = await context.graph.read(
        rejectsListed,
        { ...AFTER_ALL, limit: countCap + 1 },
        context.read,
      );
      return cappedCount(all.length, countCap);
    },
  });
}

function rejectPosition(after: Position | null): { beforeAt: number; beforeKey: string | null } {
  if (after === null) return AFTER_ALL;
  const [beforeAt, beforeKey] = after;
  if (after.length !== 2 || typeof beforeAt !== 'number' || typeof beforeKey !== 'string') throw malformed();
  return { beforeAt, beforeKey };
}

function toReject(row: RejectsByKeyRow): Reject {
  const { key, ...fields } = row;
  return { ...nodeBase('Reject', key), ...fields };
}
