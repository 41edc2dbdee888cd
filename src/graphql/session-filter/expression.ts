import { BadInputError } from '../errors.js';
import type { ApiLimits } from '../limits/api-limits.js';

/** Comparisons that the statements know. */
export type TestOp = 'IN' | 'CONTAINS' | 'STARTS_WITH' | 'GTE' | 'LTE' | 'TRUE' | 'ABSENT';

/** One comparison of one property. `texts` for the first three, `number` for GTE and LTE. */
export interface Test {
  readonly property: string;
  readonly op: TestOp;
  readonly texts: readonly string[];
  readonly number: number | null;
  readonly negated: boolean;
}

/** Something that the session is related to by one of `kinds` meets all of `tests`. */
export interface Relation {
  readonly kinds: readonly string[];
  /** Of what it is related to. */
  readonly label: string;
  readonly tests: readonly Test[];
  readonly negated: boolean;
}

export type Expression =
  | { readonly kind: 'all'; readonly of: readonly Expression[] }
  | { readonly kind: 'any'; readonly of: readonly Expression[] }
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'test'; readonly test: Test }
  | { readonly kind: 'relation'; readonly relation: Relation };

/** A conjunction; one without conditions holds for every session. */
export interface Clause {
  readonly tests: readonly Test[];
  readonly relations: readonly Relation[];
}

const EVERYTHING: Clause = { tests: [], relations: [] };

/**
 * The clauses of which at least one has to hold: disjunctive normal form, in an order that depends on the expression
 * alone. No clause at all: nothing holds.
 *
 * @throws BadInputError where there are more clauses or conditions than one statement may be given.
 */
export function toClauses(expression: Expression, limits: ApiLimits): readonly Clause[] {
  const clauses = distinct(multiplyOut(expression, false, limits).map(withoutRepeats));
  // A clause that holds for everything makes the others idle.
  if (clauses.some((clause) => clause.tests.length + clause.relations.length === 0)) return [EVERYTHING];
  const conditions = clauses.reduce((sum, clause) => sum + conditionsOf(clause), 0);
  if (conditions > limits.maxFilterConditions) {
    throw tooLarge(`${conditions} conditions`, `${limits.maxFilterConditions} conditions`);
  }
  return clauses;
}

/** De Morgan on the way down: `negated` says that the expression stands under an odd number of NOTs. */
function multiplyOut(expression: Expression, negated: boolean, limits: ApiLimits): readonly Clause[] {
  switch (expression.kind) {
    case 'not':
      return multiplyOut(expression.of, !negated, limits);
    case 'test': {
      const { test } = expression;
      return [{ tests: [{ ...test, negated: test.negated !== negated }], relations: [] }];
    }
    case 'relation': {
      const { relation } = expression;
      return [{ tests: [], relations: [{ ...relation, negated: relation.negated !== negated }] }];
    }
    case 'all':
    case 'any': {
      const parts = expression.of.map((part) => multiplyOut(part, negated, limits));
      return (expression.kind === 'all') !== negated ? product(parts, limits) : union(parts, limits);
    }
    default:
      return expression satisfies never;
  }
}

function product(parts: readonly (readonly Clause[])[], limits: ApiLimits): readonly Clause[] {
  let clauses: readonly Clause[] = [EVERYTHING];
  for (const part of parts) {
    checkClauses(clauses.length * part.length, limits);
    clauses = clauses.flatMap((left) =>
      part.map((right) => ({
        tests: [...left.tests, ...right.tests],
        relations: [...left.relations, ...right.relations],
      })),
    );
  }
  return clauses;
}

function union(parts: readonly (readonly Clause[])[], limits: ApiLimits): readonly Clause[] {
  const clauses = parts.flat();
  checkClauses(clauses.length, limits);
  return clauses;
}

function checkClauses(count: number, limits: ApiLimits): void {
  if (count > limits.maxFilterClauses)
    throw tooLarge(`${count} clauses`, `${limits.maxFilterClauses} clauses`);
}

function tooLarge(has: string, may: string): BadInputError {
  return new BadInputError(
    'filter',
    `filter has ${has} once its AND, OR and NOT are multiplied out, and may have ${may}.`,
    'Use in instead of many OR, or ask several narrower questions.',
  );
}

function withoutRepeats(clause: Clause): Clause {
  return { tests: distinct(clause.tests), relations: distinct(clause.relations) };
}

function conditionsOf(clause: Clause): number {
  return clause.tests.length + clause.relations.reduce((sum, relation) => sum + 1 + relation.tests.length, 0);
}

/** The first of each that are written alike; the keys of each object stand in the order in which it was made. */
function distinct<T>(values: readonly T[]): readonly T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
