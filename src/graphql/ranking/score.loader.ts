import { describeSignal } from '../../appraisal/signals.js';
import {
  appraisalScoresOfSessions,
  type AppraisalScoresOfSessionsRow,
} from '../../graph/catalogue/read.generated.js';
import { globalId } from '../../graph/model.js';
import { toChoice } from '../event/event-enums.js';
import { byKey, type LoaderSpec } from '../loaders.js';
import type { SessionStatus } from '../session/session-status.js';
import { EvidenceBasis, SignalAxis, SignalKind } from '../signal/signal-enums.js';
import { TrustLevel } from './ranking-enums.js';
import type { Attribution, AttributionFactor, Consequence, Contribution } from './score.type.js';

/** What sessions scored; null for one that was not appraised yet, and for subagents. */
export const scoreLoader: LoaderSpec<AppraisalScoresOfSessionsRow | null> = {
  name: 'scores of sessions',
  async load(context, keys) {
    const rows = await context.graph.read(appraisalScoresOfSessions, { keys }, context.read);
    return byKey(
      rows,
      (row) => row.key,
      (row) => row,
    );
  },
  absent: () => null,
};

/** The ledger as of a moment, which decides whether a session goes on. */
export function toConsequence(row: AppraisalScoresOfSessionsRow, status: SessionStatus): Consequence {
  return {
    score: row.consequence,
    urgency: status === 'ACTIVE' ? row.urgencyPoints : 0,
    replayValue: status === 'ENDED' ? row.replayPoints : 0,
    contributions: row.signals.map(toContribution),
    rulesVersion: row.rulesVersion,
    appraisedAt: row.appraisedAt,
  };
}

function toContribution(signal: AppraisalScoresOfSessionsRow['signals'][number]): Contribution {
  const described = describeSignal(signal.code);
  return {
    code: signal.code,
    title: described?.title ?? signal.code,
    kind: toChoice(SignalKind, signal.kind),
    axis: toChoice(SignalAxis, signal.axis),
    points: signal.points,
    basis: toChoice(EvidenceBasis, signal.basis),
    evidence: signal.evidence.map((key) => globalId('Event', key)),
    entities: signal.entities,
    detail: signal.detail,
    rulesVersion: signal.rulesVersion,
    whatWouldClear: described?.whatWouldClear ?? null,
  };
}

export function toTrustLevel(row: AppraisalScoresOfSessionsRow): TrustLevel {
  return toChoice(TrustLevel, row.trustLevel) ?? 'NOT_REPORTED';
}

export function toAttribution(row: AppraisalScoresOfSessionsRow): Attribution {
  return {
    level: toTrustLevel(row),
    score: row.attributionScore ?? 0,
    // Written by the appraiser of this release or an earlier one, in this shape.
    factors: JSON.parse(row.attributionFactors ?? '[]') as AttributionFactor[],
  };
}
