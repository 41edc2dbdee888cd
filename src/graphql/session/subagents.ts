import { subagentsOfSessions, type SubagentsOfSessionsRow } from '../../graph/catalogue/read.generated.js';
import { cappedCount, type ConnectionOf, connectionOf, type PageArgs, pageOf } from '../connection.js';
import type { GraphContext } from '../context.js';
import { CursorCodec, malformed, type Position } from '../cursor.js';
import { groupedByKey, type LoaderSpec } from '../loaders.js';
import { loadSession } from './session.loader.js';
import type { Session } from './session.type.js';

interface SubagentsPage {
  readonly afterAt: number | null;
  readonly afterKey: string | null;
  readonly limit: number;
}

const subagentsLoader: LoaderSpec<readonly SubagentsOfSessionsRow[], SubagentsPage> = {
  name: 'subagents of sessions',
  async load(context, keys, page) {
    const rows = await context.graph.read(subagentsOfSessions, { ...page, keys }, context.read);
    return groupedByKey(
      rows,
      (row) => row.session,
      (row) => row,
    );
  },
  absent: () => [],
};

/** The subagents of a session, oldest first, as of the moment that the session was asked about. */
export async function subagentsOf(
  context: GraphContext,
  session: Session,
  args: Readonly<PageArgs>,
): Promise<ConnectionOf<Session>> {
  const page = pageOf(context, args, new CursorCodec('subagents', session.key));
  const load = (
    position: Omit<SubagentsPage, 'limit'>,
    limit: number,
  ): Promise<readonly SubagentsOfSessionsRow[]> =>
    context.loaders.load(subagentsLoader, session.key, { ...position, limit });
  const rows = await load(startPosition(page.after), page.limit);
  const subagents = await Promise.all(rows.map((row) => loadSession(context, row.target, session.asOf)));
  return connectionOf({
    page,
    rows: rows.flatMap((row, position) => {
      const subagent = subagents[position] ?? null;
      return subagent === null ? [] : [{ row, subagent }];
    }),
    positionOf: ({ row }) => [row.orderAt, row.target],
    edgeOf: ({ subagent }, cursor) => ({ cursor, node: subagent }),
    count: async () => {
      const { countCap } = context.limits;
      const all = await load({ afterAt: null, afterKey: null }, countCap + 1);
      return cappedCount(all.length, countCap);
    },
  });
}

function startPosition(after: Position | null): { afterAt: number | null; afterKey: string | null } {
  if (after === null) return { afterAt: null, afterKey: null };
  const [afterAt, afterKey] = after;
  if (after.length !== 2 || typeof afterAt !== 'number' || typeof afterKey !== 'string') throw malformed();
  return { afterAt, afterKey };
}
