import type { SignalHeader } from '../graph/query.js';

/** How a contribution is known. */
export type ContributionBasis = 'OBSERVED' | 'INFERRED' | 'NO_EVIDENCE';

/** What one signal found on one session. */
export interface SignalFinding {
  readonly session: string;
  readonly points: number;
  readonly basis: string;
  /** Event ids. */
  readonly evidence: readonly string[];
  /** `Label:key` of what it is about. */
  readonly entities: readonly string[];
  /** One sentence. */
  readonly detail: string;
}

export interface Contribution {
  readonly code: string;
  readonly kind: SignalHeader['kind'];
  readonly axis: SignalHeader['axis'];
  readonly points: number;
  readonly basis: ContributionBasis;
  readonly evidence: readonly string[];
  readonly entities: readonly string[];
  readonly detail: string;
}

/** What a session scored and by what. Every score is the sum of its contributions, exactly. */
export interface Ledger {
  readonly contributions: readonly Contribution[];
  readonly consequence: number;
  /** Points that count while the session is ACTIVE, and once it has ENDED. */
  readonly urgencyPoints: number;
  readonly replayPoints: number;
  /** Points of the kinds TRUST and BOUNDARY. */
  readonly trustBoundaryPoints: number;
  readonly highSignal: boolean;
}

const HIGH_SIGNAL_FROM = 50;
const HIGH_SIGNAL_TRUST_BOUNDARY_FROM = 15;

export interface SignalFindings {
  readonly signal: SignalHeader;
  readonly findings: readonly SignalFinding[];
}

/** The ledger of each session that has any contribution. A signal counts once for a session, at its highest value. */
export function ledgersOf(signals: readonly SignalFindings[]): Map<string, Ledger> {
  const bySession = new Map<string, Map<string, Contribution>>();
  for (const { signal, findings } of signals) {
    for (const finding of findings) {
      let ofSession = bySession.get(finding.session);
      if (ofSession === undefined) bySession.set(finding.session, (ofSession = new Map()));
      const known = ofSession.get(signal.code);
      if (known === undefined || finding.points > known.points) {
        ofSession.set(signal.code, contributionOf(signal, finding));
      }
    }
  }
  return new Map([...bySession].map(([session, found]) => [session, ledgerOf([...found.values()])]));
}

/** Adds up; the contributions come out by points, the largest first, then by code. */
export function ledgerOf(contributions: readonly Contribution[]): Ledger {
  const ordered = [...contributions].sort((a, b) => b.points - a.points || (a.code < b.code ? -1 : 1));
  const consequence = total(ordered, () => true);
  const trustBoundaryPoints = total(ordered, ({ kind }) => kind !== 'SCOPE');
  return {
    contributions: ordered,
    consequence,
    urgencyPoints: total(ordered, ({ axis }) => axis !== 'REPLAY'),
    replayPoints: total(ordered, ({ axis }) => axis !== 'URGENCY'),
    trustBoundaryPoints,
    highSignal: consequence >= HIGH_SIGNAL_FROM && trustBoundaryPoints >= HIGH_SIGNAL_TRUST_BOUNDARY_FROM,
  };
}

function contributionOf(signal: SignalHeader, finding: SignalFinding): Contribution {
  const { points, basis, evidence, entities, detail } = finding;
  if (!isBasis(basis)) {
    throw new RangeError(
      `The signal ${signal.code} returned the basis "${basis}": return OBSERVED, INFERRED or NO_EVIDENCE.`,
    );
  }
  return {
    code: signal.code,
    kind: signal.kind,
    axis: signal.axis,
    points,
    basis,
    evidence,
    entities,
    detail,
  };
}

export function isBasis(text: string): text is ContributionBasis {
  return text === 'OBSERVED' || text === 'INFERRED' || text === 'NO_EVIDENCE';
}

function total(
  contributions: readonly Contribution[],
  counts: (contribution: Contribution) => boolean,
): number {
  return contributions.reduce(
    (sum, contribution) => (counts(contribution) ? sum + contribution.points : sum),
    0,
  );
}
