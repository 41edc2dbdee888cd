import {
  sessionsAmong,
  sessionsCostliestFirst,
  sessionsLastSeenFirst,
  sessionsNewestFirst,
  sessionsOldestFirst,
} from '../../graph/catalogue/read.generated.js';
import { cappedCount, type ConnectionOf, connectionOf, type PageArgs, pageOf } from '../connection.js';
import type { GraphContext } from '../context.js';
import { CursorCodec, malformed, type Position } from '../cursor.js';
import { openScope, type ScopeInput } from '../scope.js';
import { compileSessionFilter } from '../session-filter/compile-session-filter.js';
import { type Clause, type Expression, toClauses } from '../session-filter/expression.js';
import type { SessionFilter } from '../session-filter/session-filter.input.js';
import { type Candidates, candidatesFor, EARLIEST, LATEST } from './session-candidates.js';
import type { SessionOrder } from './session-enums.js';
import { loadSession } from './session.loader.js';
import type { Session } from './session.type.js';

export interface SessionListArgs extends PageArgs {
  filter?: SessionFilter | null;
  orderBy: SessionOrder;
  scope?: ScopeInput | null;
}

/** One session of a list and the value that the list is sorted by. */
interface ListedSession {
  readonly key: string;
  readonly sortValue: number;
}

/** What a list is, apart from the page of it. */
interface SessionQuery {
  readonly clauses: readonly Clause[];
  readonly order: SessionOrder;
  readonly asOf: number;
}

/** The ledger: top-level sessions that a filter holds for, a page at a time. */
export async function listSessions(
  context: GraphContext,
  args: Readonly<SessionListArgs>,
): Promise<ConnectionOf<Session>> {
  const scope = openScope(context, args.scope);
  const clauses = toClauses(
    { kind: 'all', of: [compileSessionFilter(context, args.filter), ...scopeConditions(scope)] },
    context.limits,
  );
  const page = pageOf(
    context,
    args,
    new CursorCodec('sessions', clauses, args.orderBy, args.scope?.asOf ?? null),
  );
  const after = listPosition(page.after);
  // A further page is asked about the same moment as the first, so that no session changes its status in between.
  const query = { clauses, order: args.orderBy, asOf: after?.asOf ?? scope.asOf };
  const candidates =
    clauses.length === 0 ? null : await candidatesFor(context, clauses, query.order, query.asOf);
  const rows = candidates === null ? [] : await readSessions(context, query, candidates, after, page.limit);
  const sessions = await Promise.all(rows.map((row) => loadSession(context, row.key, query.asOf)));
  return connectionOf({
    page,
    rows: rows.flatMap((row, position) => {
      const session = sessions[position] ?? null;
      return session === null ? [] : [{ row, session }];
    }),
    positionOf: ({ row }) => [query.asOf, row.sortValue, row.key],
    edgeOf: ({ session }, cursor) => ({ cursor, node: session }),
    count: async () => {
      const { countCap } = context.limits;
      const all =
        candidates === null ? [] : await readSessions(context, query, candidates, null, countCap + 1);
      return cappedCount(all.length, countCap);
    },
  });
}

/** The window as conditions: started, or first received, by its end, and not ended before its begin. */
function scopeConditions(scope: {
  readonly since: number | null;
  readonly until: number | null;
}): Expression[] {
  const condition = (property: string, op: 'GTE' | 'LTE', number: number): Expression => ({
    kind: 'test',
    test: { property, op, texts: [], number, negated: false },
  });
  return [
    ...(scope.since === null ? [] : [condition('endedAtOrAsOf', 'GTE', scope.since)]),
    ...(scope.until === null ? [] : [condition('orderAt', 'LTE', scope.until)]),
  ];
}

interface ListPosition {
  readonly asOf: number;
  readonly sortValue: number;
  readonly key: string;
}

function listPosition(after: Position | null): ListPosition | null {
  if (after === null) return null;
  const [asOf, sortValue, key] = after;
  if (
    after.length !== 3 ||
    typeof asOf !== 'number' ||
    typeof sortValue !== 'number' ||
    typeof key !== 'string'
  ) {
    throw malformed();
  }
  return { asOf, sortValue, key };
}

/** Rows beyond `after`, at most `limit`. */
function readSessions(
  context: GraphContext,
  query: SessionQuery,
  candidates: Candidates,
  after: ListPosition | null,
  limit: number,
): Promise<ListedSession[]> {
  if (candidates.from === 'WALK') return walk(context, query, candidates, after, limit);
  return readAmong(context, query, candidates, after, limit);
}

/** Goes through the index that gives the order, from where the last page ended. */
async function walk(
  context: GraphContext,
  query: SessionQuery,
  range: { readonly least: number; readonly most: number },
  after: ListPosition | null,
  limit: number,
): Promise<ListedSession[]> {
  const { graph, idleMs, read } = context;
  const base = { clauses: query.clauses, asOf: query.asOf, idleMs, afterKey: after?.key ?? null, limit };
  switch (query.order) {
    case 'STARTED_AT_DESC':
      return graph.read(
        sessionsNewestFirst,
        { ...base, from: range.least, to: after?.sortValue ?? range.most },
        read,
      );
    case 'STARTED_AT_ASC':
      return graph.read(
        sessionsOldestFirst,
        { ...base, from: after?.sortValue ?? range.least, to: range.most },
        read,
      );
    case 'COST_DESC':
      return graph.read(
        sessionsCostliestFirst,
        { ...base, from: range.least, to: after?.sortValue ?? range.most },
        read,
      );
    case 'LAST_SEEN_AT_DESC': {
      const to = after?.sortValue ?? LATEST;
      const timed =
        to === EARLIEST ? [] : await graph.read(sessionsLastSeenFirst, { ...base, from: EARLIEST, to }, read);
      if (timed.length >= limit) return timed;
      // The index holds no session without a timed event: those stand last.
      const rest = { ...query, limit: limit - timed.length };
      const untimed = await readAmong(
        context,
        rest,
        { from: 'UNTIMED' },
        to === EARLIEST ? after : null,
        rest.limit,
      );
      return [...timed, ...untimed];
    }
    default:
      return query.order satisfies never;
  }
}

type SortedCandidates = Exclude<Candidates, { from: 'WALK' }> | { readonly from: 'UNTIMED' };

/** Takes the few sessions that can match, and sorts them. */
function readAmong(
  context: GraphContext,
  query: SessionQuery,
  candidates: SortedCandidates,
  after: ListPosition | null,
  limit: number,
): Promise<ListedSession[]> {
  const params = {
    source: candidates.from,
    anchors: candidates.from === 'ENTITIES' ? candidates.anchors : [],
    keys: candidates.from === 'KEYS' ? candidates.keys : [],
    from: candidates.from === 'STARTED' || candidates.from === 'SEEN' ? candidates.since : EARLIEST,
    to: candidates.from === 'STARTED' ? candidates.until : LATEST,
    clauses: query.clauses,
    asOf: query.asOf,
    idleMs: context.idleMs,
    order:
      query.order === 'COST_DESC' ? 'COST' : query.order === 'LAST_SEEN_AT_DESC' ? 'LAST_SEEN' : 'STARTED',
    ascending: query.order === 'STARTED_AT_ASC',
    afterValue: after?.sortValue ?? null,
    afterKey: after?.key ?? null,
    limit,
  };
  return context.graph.read(sessionsAmong, params, context.read);
}
