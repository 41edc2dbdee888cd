import { sharedKeyClusters } from '../../graph/catalogue/read.generated.js';
import { cappedCount, type ConnectionOf, connectionOf, type PageArgs, pageOf } from '../connection.js';
import type { GraphContext } from '../context.js';
import { CursorCodec, malformed, type Position } from '../cursor.js';
import { dayScope } from '../scope.js';
import { resolveSelector } from '../selector/resolve-selector.js';
import { operators } from '../session-filter/operators.js';
import type { ChoiceFilter } from '../session-filter/scalar-filter.input.js';
import { loadSession } from '../session/session.loader.js';
import type { Session } from '../session/session.type.js';
import {
  type ClusterSessionsArgs,
  clusterSessionsLoader,
  loadCluster,
  sharingLoader,
} from './key-cluster.loader.js';
import type { KeyCluster, KeyReason, SharedKeyClustersArgs } from './key-cluster.type.js';
import { bySeverity, toKeyReason } from './key-reason.js';
import { Confidence, KeyReasonCode, Severity } from './shared-key-enums.js';

const FIRST_RANK = -Number.MAX_SAFE_INTEGER;

interface ClusterPosition {
  readonly asOf: number;
  readonly consequence: number;
  readonly key: string;
}

/** Clusters by the highest consequence of their sessions, a page at a time. Throws BadInputError, NotFoundError. */
export async function listClusters(
  context: GraphContext,
  args: Readonly<SharedKeyClustersArgs>,
): Promise<ConnectionOf<KeyCluster>> {
  const { filter } = args;
  const { asOf: givenAsOf = null, since = null, until = null } = args.scope ?? {};
  const conditions = {
    severities: chosen(filter?.severity, Severity, 'filter.severity'),
    confidences: chosen(filter?.confidence, Confidence, 'filter.confidence'),
    reasons: chosen(filter?.reason, KeyReasonCode, 'filter.reason'),
    key:
      filter?.key == null ? null : (await resolveSelector(context, { apiKey: filter.key }, 'filter.key')).key,
  };
  const page = pageOf(context, args, new CursorCodec('key clusters', conditions, givenAsOf, since, until));
  const after = clusterPosition(page.after);
  // A further page is asked about the same moment as the first, so that the window stays the same.
  const scope = dayScope(context, { asOf: after?.asOf ?? givenAsOf, since, until });
  const read = (from: ClusterPosition | null, limit: number) =>
    context.graph.read(
      sharedKeyClusters,
      {
        ...conditions,
        ...scope,
        idleMs: context.idleMs,
        // A session that meets the window was seen in it or later, or is active and so was seen within the idle period.
        seenFrom: Math.min(scope.since, scope.asOf - context.idleMs),
        fromRank: from === null ? FIRST_RANK : -from.consequence,
        afterKey: from?.key ?? null,
        limit,
      },
      context.read,
    );
  const rows = await read(after, page.limit);
  const clusters = await Promise.all(rows.map(({ key }) => loadCluster(context, key, scope.asOf)));
  return connectionOf({
    page,
    rows: rows.flatMap((row, position) => {
      const cluster = clusters[position] ?? null;
      return cluster === null ? [] : [{ row, cluster }];
    }),
    positionOf: ({ row }) => [scope.asOf, row.consequence, row.key],
    edgeOf: ({ cluster }, cursor) => ({ cursor, node: cluster }),
    count: async () => {
      const { countCap } = context.limits;
      return cappedCount((await read(null, countCap + 1)).length, countCap);
    },
  });
}

/** The sessions on a cluster's keys, the latest start first. Throws BadInputError. */
export async function sessionsOfCluster(
  context: GraphContext,
  cluster: KeyCluster,
  args: Readonly<PageArgs>,
): Promise<ConnectionOf<Session>> {
  const page = pageOf(context, args, new CursorCodec('sessions of key cluster', cluster.key));
  const load = (from: ClusterSessionsArgs) => context.loaders.load(clusterSessionsLoader, cluster.key, from);
  const rows = await load({ ...startPosition(page.after), limit: page.limit });
  const sessions = await Promise.all(rows.map((row) => loadSession(context, row.session, cluster.asOf)));
  return connectionOf({
    page,
    rows: rows.flatMap((row, position) => {
      const session = sessions[position] ?? null;
      return session === null ? [] : [{ row, session }];
    }),
    positionOf: ({ row }) => [row.orderAt, row.session],
    edgeOf: ({ session }, cursor) => ({ cursor, node: session }),
    count: async () => {
      const { countCap } = context.limits;
      const all = await load({ beforeAt: null, beforeKey: null, limit: countCap + 1 });
      return cappedCount(all.length, countCap);
    },
  });
}

/** Why keys count as shared, the worst reason first. */
export async function reasonsOfKeys(
  context: GraphContext,
  keys: readonly string[],
  asOf: number,
): Promise<KeyReason[]> {
  const sharings = await Promise.all(keys.map((key) => context.loaders.load(sharingLoader, key)));
  return keys
    .flatMap((key, position) =>
      (sharings[position]?.reasons ?? []).map((reason) => toKeyReason(key, reason, asOf)),
    )
    .sort(bySeverity);
}

/** The choices that meet every operator; null where none was given. Throws BadInputError. */
function chosen<Choice extends string>(
  filter: Readonly<ChoiceFilter<Choice>> | null | undefined,
  choices: Readonly<Record<Choice, Choice>>,
  path: string,
): Choice[] | null {
  if (filter == null) return null;
  const given = operators(filter, path);
  if (given.length === 0) return null;
  return Object.values<Choice>(choices).filter((choice) =>
    given.every(([operator, value]) => {
      const named = Array.isArray(value) ? value.includes(choice) : value === choice;
      return operator === 'eq' || operator === 'in' ? named : !named;
    }),
  );
}

function clusterPosition(after: Position | null): ClusterPosition | null {
  if (after === null) return null;
  const [asOf, consequence, key] = after;
  if (
    after.length !== 3 ||
    typeof asOf !== 'number' ||
    typeof consequence !== 'number' ||
    typeof key !== 'string'
  ) {
    throw malformed();
  }
  return { asOf, consequence, key };
}

function startPosition(after: Position | null): Omit<ClusterSessionsArgs, 'limit'> {
  if (after === null) return { beforeAt: null, beforeKey: null };
  const [beforeAt, beforeKey] = after;
  if (after.length !== 2 || typeof beforeAt !== 'number' || typeof beforeKey !== 'string') throw malformed();
  return { beforeAt, beforeKey };
}
