import type { Confidence, Sensitivity } from '../events/event.js';
import type { IngestRelationsOfSessionsRow } from '../graph/catalogue/read.generated.js';
import {
  mergeCalled,
  mergeInRepository,
  mergeInSandbox,
  mergeRanAs,
  mergeRanOn,
  mergeRead,
  mergeRunBy,
  mergeUsedKey,
  mergeUsedModel,
  mergeUsedServer,
  mergeUsedTool,
  mergeWrote,
} from '../graph/catalogue/write.generated.js';
import type { WriteTransaction } from '../graph/graph.js';
import { KINDS, type EntityKind } from '../graph/model.js';
import type { RelationState } from './relation-state.js';

/** One relationship of one session, whole: what is stored is replaced by it. */
export interface SessionRelation {
  readonly session: string;
  readonly relation: RelationState;
}

/** Writes relationships, kind by kind, in the order of session and target. */
export async function writeRelations(
  tx: WriteTransaction,
  relations: readonly SessionRelation[],
): Promise<void> {
  const kinds = Object.keys(KINDS) as EntityKind[];
  await Promise.all(
    kinds.map(async (kind) => {
      const ofKind = relations.filter(({ relation }) => relation.kind === kind);
      if (ofKind.length > 0) await writeKind(tx, kind, inOrder(ofKind));
    }),
  );
}

async function writeKind(
  tx: WriteTransaction,
  kind: EntityKind,
  relations: readonly SessionRelation[],
): Promise<void> {
  switch (kind) {
    case 'READ':
    case 'WROTE': {
      const merge = { READ: mergeRead, WROTE: mergeWrote }[kind];
      await tx.run(merge, { rows: relations.map((r) => ({ ...contactRow(r), ...basisRow(r) })) });
      return;
    }
    case 'CALLED':
      await tx.run(mergeCalled, {
        rows: relations.map((r) => ({
          ...contactRow(r),
          ...basisRow(r),
          gitOnlyAt: orNull(r.relation.gitOnlyAt),
        })),
      });
      return;
    case 'USED_SERVER':
      await tx.run(mergeUsedServer, { rows: relations.map(contactRow) });
      return;
    case 'RUN_BY':
    case 'RAN_ON':
    case 'USED_KEY': {
      const merge = { RUN_BY: mergeRunBy, RAN_ON: mergeRanOn, USED_KEY: mergeUsedKey }[kind];
      await tx.run(merge, {
        rows: relations.map((r) => ({
          ...contextRow(r),
          ...basisRow(r),
          untimedEvents: orNull(r.relation.untimedEvents),
          seen: orNull(r.relation.seen),
        })),
      });
      return;
    }
    case 'IN_REPOSITORY':
      await tx.run(mergeInRepository, {
        rows: relations.map((r) => ({
          ...contextRow(r),
          seen: orNull(r.relation.seen),
          sensitivity: r.relation.level,
        })),
      });
      return;
    case 'RAN_AS':
      await tx.run(mergeRanAs, {
        rows: relations.map((r) => ({
          ...contextRow(r),
          version: r.relation.version?.what ?? null,
          versionAt: r.relation.version?.at ?? null,
        })),
      });
      return;
    case 'USED_MODEL':
    case 'USED_TOOL':
    case 'IN_SANDBOX': {
      const merge = { USED_MODEL: mergeUsedModel, USED_TOOL: mergeUsedTool, IN_SANDBOX: mergeInSandbox }[
        kind
      ];
      await tx.run(merge, { rows: relations.map(contextRow) });
      return;
    }
    default:
      kind satisfies never;
  }
}

function contactRow({ session, relation }: SessionRelation) {
  return {
    session,
    target: relation.target.key,
    count: relation.count,
    firstAt: relation.first?.at ?? null,
    lastAt: relation.last?.at ?? null,
    contactAt: relation.contacts.map((contact) => contact.at),
    contactEvents: relation.contacts.map((contact) => contact.what),
    untimedEvents: orNull(relation.untimedEvents),
  };
}

function contextRow({ session, relation }: SessionRelation) {
  return {
    session,
    target: relation.target.key,
    count: relation.count,
    firstAt: relation.first?.at ?? null,
    lastAt: relation.last?.at ?? null,
    firstEvent: relation.first?.what ?? null,
    lastEvent: relation.last?.what ?? null,
  };
}

function basisRow({ relation }: SessionRelation) {
  return { basis: relation.basis, confidence: relation.confidence };
}

/** What a stored relationship amounts to, as the same state that facts fold into. */
export function relationFromRow(row: IngestRelationsOfSessionsRow): RelationState {
  const kind = row.kind as EntityKind;
  const contacts = (row.contactAt ?? []).map((at, i) => ({ at, what: row.contactEvents?.[i] ?? '' }));
  const moment = (at: number | null, what: string | null) => (at === null ? null : { at, what: what ?? '' });
  return {
    kind,
    target: { label: KINDS[kind].to, key: row.target, fixed: {} },
    count: row.count,
    first: contacts[0] ?? moment(row.firstAt, row.firstEvent),
    last: contacts.at(-1) ?? moment(row.lastAt, row.lastEvent),
    contacts,
    untimedEvents: row.untimedEvents ?? [],
    gitOnlyAt: row.gitOnlyAt ?? [],
    basis: row.basis,
    confidence: row.confidence as Confidence | null,
    version: moment(row.versionAt, row.version),
    seen: row.seen ?? [],
    level: row.sensitivity as Sensitivity | null,
  };
}

function inOrder(relations: readonly SessionRelation[]): SessionRelation[] {
  return [...relations].sort(
    (a, b) => compare(a.relation.target.key, b.relation.target.key) || compare(a.session, b.session),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function orNull<T>(values: readonly T[]): readonly T[] | null {
  return values.length === 0 ? null : values;
}
