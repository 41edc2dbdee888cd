import {
  appraisalPending,
  rankedAmong,
  rankedByConsequence,
  rankedByReplayValue,
  rankedScoredSince,
  rankedWithoutScore,
} from '../../graph/catalogue/read.generated.js';
import { cappedCount, type ConnectionOf, connectionOf, pageOf } from '../connection.js';
import type { GraphContext } from '../context.js';
import { CursorCodec, malformed, type Position } from '../cursor.js';
import { dayScope } from '../scope.js';
import { compileSessionFilter } from '../session-filter/compile-session-filter.js';
import { type Clause, type Expression, toClauses } from '../session-filter/expression.js';
import { type Candidates, candidatesFor, EARLIEST, LATEST } from '../session/session-candidates.js';
import { loadSession } from '../session/session.loader.js';
import type { Session } from '../session/session.type.js';
import type { RankingAxis } from './ranking-enums.js';
import type { RankedSessionConnection, RankedSessionEdge, RankedSessionsArgs } from './ranking.type.js';

/** One place of a ranking. */
interface RankedRow {
  readonly key: string;
  readonly score: number;
  /** The session's start, or first receipt, negated: ascending from the latest. */
  readonly recency: number;
}

/** What a ranking is, apart from the page of it. */
interface Ranking {
  readonly by: RankingAxis;
  readonly clauses: readonly Clause[];
  readonly candidates: Candidates;
  readonly asOf: number;
}

/** Where a page ended, and what the ranking was when its first page was read. */
interface RankedPosition extends RankedRow {
  readonly asOf: number;
  readonly rulesVersion: number;
  /** When the first page was read. */
  readonly readAt: number;
}

type Answer = ConnectionOf<Session, RankedSessionEdge> &
  Pick<RankedSessionConnection, 'rulesVersion' | 'appraisalPending' | 'orderMayHaveMoved'>;

/** Sessions by what they score, a page at a time. Throws BadInputError. */
export async function rankSessions(
  context: GraphContext,
  args: Readonly<RankedSessionsArgs>,
): Promise<Answer> {
  const { by } = args;
  const filter = compileSessionFilter(context, args.filter);
  const { asOf: givenAsOf = null, since = null, until = null } = args.scope ?? {};
  const codec = new CursorCodec(
    'ranked sessions',
    toClauses(filter, context.limits),
    by,
    givenAsOf,
    since,
    until,
  );
  const page = pageOf(context, args, codec);
  const after = rankedPosition(page.after);

  // A further page is asked about the same moment as the first, so that the window and what is active stay the same.
  const scope = dayScope(context, { asOf: after?.asOf ?? givenAsOf, since, until });
  const clauses = toClauses({ kind: 'all', of: [filter, ...withinScope(scope)] }, context.limits);
  const ranking = await rankingOf(context, by, clauses, scope.asOf);
  const rows = ranking === null ? [] : await readRanked(context, ranking, after, page.limit);
  const sessions = await Promise.all(rows.map((row) => loadSession(context, row.key, scope.asOf)));
  const places = rows.flatMap((row, position) => {
    const session = sessions[position] ?? null;
    return session === null ? [] : [{ row, session }];
  });
  const { rulesVersion } = context.rules;
  const start = { rulesVersion: after?.rulesVersion ?? rulesVersion, readAt: after?.readAt ?? context.now() };
  const connection = connectionOf<(typeof places)[number], Session, RankedSessionEdge>({
    page,
    rows: places,
    positionOf: ({ row }) => [scope.asOf, row.score, row.recency, row.key, start.rulesVersion, start.readAt],
    edgeOf: ({ row, session }, cursor) => ({ cursor, node: session, score: row.score }),
    count: async () => {
      const { countCap } = context.limits;
      const all = ranking === null ? [] : await readRanked(context, ranking, null, countCap + 1);
      return cappedCount(all.length, countCap);
    },
  });
  return {
    ...connection,
    rulesVersion,
    appraisalPending: () => pendingAppraisals(context),
    orderMayHaveMoved: async () =>
      after !== null && (after.rulesVersion !== rulesVersion || (await scoredSince(context, after.readAt))),
  };
}

async function rankingOf(
  context: GraphContext,
  by: RankingAxis,
  clauses: readonly Clause[],
  asOf: number,
): Promise<Ranking | null> {
  if (clauses.length === 0) return null;
  // Any order that is not by start: no window of starts helps to walk a ranking.
  return { by, clauses, asOf, candidates: await candidatesFor(context, clauses, 'COST_DESC', asOf) };
}

/** Started, or first received, by the window's end, and not ended before its begin. */
function withinScope(scope: { readonly since: number; readonly until: number }): Expression[] {
  const condition = (property: string, op: 'GTE' | 'LTE', number: number): Expression => ({
    kind: 'test',
    test: { property, op, texts: [], number, negated: false },
  });
  return [condition('endedAtOrAsOf', 'GTE', scope.since), condition('orderAt', 'LTE', scope.until)];
}

/** Rows beyond `after`, at most `limit`. */
async function readRanked(
  context: GraphContext,
  ranking: Ranking,
  after: RankedRow | null,
  limit: number,
): Promise<RankedRow[]> {
  const { by, candidates } = ranking;
  if (candidates.from !== 'WALK') return readAmong(context, ranking, candidates, after, limit);
  switch (by) {
    case 'CONSEQUENCE':
      return context.graph.read(
        rankedByConsequence,
        walkParams(context, ranking, after, limit),
        context.read,
      );
    case 'URGENCY':
      return scoredThenRest(context, ranking, after, limit, (from) => {
        // Whatever is active was seen within the idle period: few enough to be sorted.
        const active: Candidates = { from: 'SEEN', since: ranking.asOf - context.idleMs };
        return readAmong(context, ranking, active, from, limit, true);
      });
    case 'REPLAY_VALUE':
      return scoredThenRest(context, ranking, after, limit, (from) =>
        context.graph.read(rankedByReplayValue, walkParams(context, ranking, from, limit), context.read),
      );
    default:
      return by satisfies never;
  }
}

/** An axis that depends on the status: first what scores on it, then everything else by its start. */
async function scoredThenRest(
  context: GraphContext,
  ranking: Ranking,
  after: RankedRow | null,
  limit: number,
  readScored: (after: RankedRow | null) => Promise<RankedRow[]>,
): Promise<RankedRow[]> {
  const isInRest = after !== null && after.score === 0;
  const scored = isInRest ? [] : await readScored(after);
  if (scored.length >= limit) return scored;
  const { fromRank: _fromRank, ...params } = walkParams(
    context,
    ranking,
    isInRest ? after : null,
    limit - scored.length,
  );
  const rest = await context.graph.read(rankedWithoutScore, { ...params, axis: ranking.by }, context.read);
  return [...scored, ...rest];
}

function walkParams(context: GraphContext, ranking: Ranking, after: RankedRow | null, limit: number) {
  return {
    clauses: ranking.clauses,
    asOf: ranking.asOf,
    idleMs: context.idleMs,
    fromRank: after === null ? EARLIEST : -after.score,
    afterRecency: after?.recency ?? EARLIEST,
    afterKey: after?.key ?? null,
    limit,
  };
}

/** Takes the few sessions that can match, and sorts them. */
function readAmong(
  context: GraphContext,
  ranking: Ranking,
  candidates: Exclude<Candidates, { from: 'WALK' }>,
  after: RankedRow | null,
  limit: number,
  scoredOnly = false,
): Promise<RankedRow[]> {
  const params = {
    source: candidates.from,
    anchors: candidates.from === 'ENTITIES' ? candidates.anchors : [],
    keys: candidates.from === 'KEYS' ? candidates.keys : [],
    from: candidates.from === 'STARTED' || candidates.from === 'SEEN' ? candidates.since : EARLIEST,
    to: candidates.from === 'STARTED' ? candidates.until : LATEST,
    clauses: ranking.clauses,
    asOf: ranking.asOf,
    idleMs: context.idleMs,
    axis: ranking.by,
    scoredOnly,
    fromScore: after?.score ?? null,
    afterRecency: after?.recency ?? EARLIEST,
    afterKey: after?.key ?? null,
    limit,
  };
  return context.graph.read(rankedAmong, params, context.read);
}

async function pendingAppraisals(context: GraphContext): Promise<number> {
  const [row] = await context.graph.read(appraisalPending, {}, context.read);
  return (row?.sessions ?? 0) + (row?.keys ?? 0);
}

async function scoredSince(context: GraphContext, since: number): Promise<boolean> {
  const [row] = await context.graph.read(rankedScoredSince, { since }, context.read);
  return row?.scored === true;
}

function rankedPosition(after: Position | null): RankedPosition | null {
  if (after === null) return null;
  const [asOf, score, recency, key, rulesVersion, readAt] = after;
  if (
    after.length !== 6 ||
    typeof asOf !== 'number' ||
    typeof score !== 'number' ||
    typeof recency !== 'number' ||
    typeof key !== 'string' ||
    typeof rulesVersion !== 'number' ||
    typeof readAt !== 'number'
  ) {
    throw malformed();
  }
  return { asOf, score, recency, key, rulesVersion, readAt };
}
