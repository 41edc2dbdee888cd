import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { type Contribution, ledgerOf, ledgersOf } from '../../src/appraisal/ledger.js';
import { describeSignal, SIGNALS } from '../../src/appraisal/signals.js';
import { signalQueries } from '../../src/graph/catalogue/signals.generated.js';

const contributionArb: fc.Arbitrary<Contribution> = fc.record({
  code: fc.string({ minLength: 1 }),
  kind: fc.constantFrom('TRUST' as const, 'SCOPE' as const, 'BOUNDARY' as const),
  axis: fc.constantFrom('URGENCY' as const, 'REPLAY' as const, 'BOTH' as const),
  points: fc.integer({ min: 1, max: 40 }),
  basis: fc.constant('OBSERVED' as const),
  evidence: fc.constant([]),
  entities: fc.constant([]),
  detail: fc.constant(''),
});

function contribution(kind: Contribution['kind'], points: number): Contribution {
  return {
    code: `${kind} ${points}`,
    kind,
    axis: 'BOTH',
    points,
    basis: 'OBSERVED',
    evidence: [],
    entities: [],
    detail: '',
  };
}

describe('ledgerOf', () => {
  test('every figure is the sum of the contributions that it counts', () => {
    fc.assert(
      fc.property(fc.array(contributionArb), (contributions) => {
        const sum = (counts: (one: Contribution) => boolean): number =>
          contributions.filter(counts).reduce((total, { points }) => total + points, 0);
        expect(ledgerOf(contributions)).toMatchObject({
          consequence: sum(() => true),
          urgencyPoints: sum(({ axis }) => axis === 'URGENCY' || axis === 'BOTH'),
          replayPoints: sum(({ axis }) => axis === 'REPLAY' || axis === 'BOTH'),
          trustBoundaryPoints: sum(({ kind }) => kind === 'TRUST' || kind === 'BOUNDARY'),
        });
      }),
    );
  });

  test.each([
    [[contribution('SCOPE', 35), contribution('TRUST', 15)], true],
    [[contribution('SCOPE', 34), contribution('TRUST', 15)], false],
    [[contribution('SCOPE', 36), contribution('BOUNDARY', 14)], false],
    [[contribution('SCOPE', 40), contribution('BOUNDARY', 5), contribution('TRUST', 10)], true],
  ])('high-signal takes 50 points, 15 of them of trust and boundary', (contributions, expected) => {
    expect(ledgerOf(contributions).highSignal).toBe(expected);
  });
});

describe('ledgersOf', () => {
  const signal = SIGNALS[0]!.signal;
  const finding = (points: number, basis = 'OBSERVED') => ({
    session: 's',
    points,
    basis,
    evidence: [],
    entities: [],
    detail: `${points}`,
  });

  test('a signal counts once, at its highest value', () => {
    const ledgers = ledgersOf([{ signal, findings: [finding(20), finding(30), finding(20)] }]);
    expect(ledgers.get('s')).toMatchObject({ consequence: 30, contributions: [{ detail: '30' }] });
  });

  test('a basis that the ledger does not know is a fault of the signal', () => {
    expect(() => ledgersOf([{ signal, findings: [finding(20, 'SURE')] }])).toThrow(/SENSITIVE_READ.*SURE/);
  });
});

describe('the signals', () => {
  test('every file of the catalogue is asked, each with its own code, and says what would clear it', () => {
    expect(SIGNALS.map(({ file }) => file).sort()).toEqual(signalQueries.map(({ file }) => file).sort());
    expect(new Set(SIGNALS.map((query) => query.signal.code)).size).toBe(SIGNALS.length);
    for (const query of SIGNALS) expect(describeSignal(query.signal.code)?.whatWouldClear).toMatch(/\.$/);
    expect(describeSignal('NO_SUCH_SIGNAL')).toBeNull();
  });
});
