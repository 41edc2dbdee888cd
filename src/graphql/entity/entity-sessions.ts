import { sessionsOfEntities, type SessionsOfEntitiesRow } from '../../graph/catalogue/read.generated.js';
import { cappedCount, type ConnectionOf, connectionOf, type PageArgs, pageOf } from '../connection.js';
import type { GraphContext } from '../context.js';
import { CursorCodec, malformed, type Position } from '../cursor.js';
import { groupedByKey, type LoaderSpec } from '../loaders.js';
import type { NodeObject } from '../node/node.type.js';
import { loadSession } from '../session/session.loader.js';
import type { Session } from '../session/session.type.js';

export const SESSIONS_OF_ENTITY =
  'Top-level sessions that are related to it, themselves or through a subagent, the latest start first. ' +
  'For another order or a filter, ask sessions(filter: …).';

interface EntitySessionsArgs {
  readonly label: string;
  readonly beforeAt: number;
  readonly beforeKey: string | null;
  readonly limit: number;
}

const sessionsOfEntitiesLoader: LoaderSpec<readonly SessionsOfEntitiesRow[], EntitySessionsArgs> = {
  name: 'sessions of entities',
  async load(context, keys, args) {
    const rows = await context.graph.read(sessionsOfEntities, { ...args, keys }, context.read);
    return groupedByKey(
      rows,
      (row) => row.entity,
      (row) => row,
    );
  },
  absent: () => [],
};

/** The sessions of one entity, fetched together with those of its siblings in the answer. */
export async function sessionsOfEntity(
  context: GraphContext,
  entity: NodeObject,
  args: Readonly<PageArgs>,
): Promise<ConnectionOf<Session>> {
  const { label, key } = entity;
  const page = pageOf(context, args, new CursorCodec('sessions of entity', label, key));
  const load = (args: Omit<EntitySessionsArgs, 'label'>): Promise<readonly SessionsOfEntitiesRow[]> =>
    context.loaders.load(sessionsOfEntitiesLoader, key, { label, ...args });
  const rows = await load({ ...startPosition(page.after), limit: page.limit });
  const sessions = await Promise.all(rows.map((row) => loadSession(context, row.session, context.now())));
  const found = rows.flatMap((row, position) => {
    const session = sessions[position] ?? null;
    return session === null ? [] : [{ row, session }];
  });
  return connectionOf({
    page,
    rows: found,
    positionOf: ({ row }) => [row.orderAt, row.session],
    edgeOf: ({ session }, cursor) => ({ cursor, node: session }),
    count: async () => {
      const { countCap } = context.limits;
      const all = await load({ ...BEFORE_NONE, limit: countCap + 1 });
      return cappedCount(all.length, countCap);
    },
  });
}

const BEFORE_NONE: Pick<EntitySessionsArgs, 'beforeAt' | 'beforeKey'> = {
  beforeAt: Number.MAX_SAFE_INTEGER,
  beforeKey: null,
};

function startPosition(after: Position | null): typeof BEFORE_NONE {
  if (after === null) return BEFORE_NONE;
  const [orderAt, session] = after;
  if (after.length !== 2 || typeof orderAt !== 'number' || typeof session !== 'string') throw malformed();
  return { beforeAt: orderAt, beforeKey: session };
}
