import { filterAnchors, sessionKeysLike } from '../../graph/catalogue/read.generated.js';
import type { GraphContext } from '../context.js';
import type { Clause, Relation, Test } from '../session-filter/expression.js';
import type { SessionOrder } from './session-enums.js';

/**
 * Where to look for the sessions of a list. A filter that names something rare is answered from there, so that rare
 * things do not walk every session; every other list walks an index in its order and stops when the page is full.
 */
export type Candidates =
  | { readonly from: 'ENTITIES'; readonly anchors: readonly Anchor[] }
  | { readonly from: 'KEYS'; readonly keys: readonly string[] }
  | { readonly from: 'STARTED'; readonly since: number; readonly until: number }
  | { readonly from: 'SEEN'; readonly since: number }
  | { readonly from: 'WALK'; readonly since: number; readonly until: number };

export interface Anchor {
  readonly label: string;
  readonly key: string;
}

export const EARLIEST = -Number.MAX_SAFE_INTEGER;
export const LATEST = Number.MAX_SAFE_INTEGER;

/** Beyond this many relationships it is quicker to walk: something so common is met soon in any order. */
const MOST_RELATIONSHIPS = 20_000;
const MOST_ANCHORS = 200;
const MOST_KEYS = 2_000;
/** Different look-ups that one filter may cause. */
const MOST_LOOKUPS = 8;
/** Sessions seen within so long are few enough to be sorted. */
const SEEN_WITHIN_MS = 7 * 24 * 60 * 60 * 1000;

/** Properties whose exact value is found without walking the label's nodes, or where those are few. */
const EXACT_PROPERTIES: Readonly<Record<string, readonly string[]>> = {
  User: ['key', 'emails'],
  Endpoint: ['key', 'name'],
  ApiKey: ['key', 'fingerprint', 'hints'],
  Agent: ['key', 'name'],
  Repository: ['key', 'name', 'remote'],
  Sandbox: ['key', 'name'],
  File: ['key', 'path'],
  Model: ['key'],
  Host: ['key'],
  Tool: ['key'],
  McpServer: ['key'],
};

/** Decides from the filter, with at most a few small look-ups. Whatever it decides, the filter itself is applied. */
export async function candidatesFor(
  context: GraphContext,
  clauses: readonly Clause[],
  order: SessionOrder,
  asOf: number,
): Promise<Candidates> {
  const named = (await byClientId(context, clauses)) ?? (await byEntities(context, clauses));
  if (named !== null) return named;
  const seenSince = least(clauses.map((clause) => seenBound(clause, asOf, context.idleMs)));
  if (seenSince >= asOf - Math.max(SEEN_WITHIN_MS, context.idleMs)) return { from: 'SEEN', since: seenSince };
  const since = least(clauses.map((clause) => startBound(clause, 'GTE')));
  const until = -least(clauses.map((clause) => -startBound(clause, 'LTE')));
  const walksByStart = order === 'STARTED_AT_DESC' || order === 'STARTED_AT_ASC';
  if (!walksByStart && since > EARLIEST) return { from: 'STARTED', since, until };
  return { from: 'WALK', since, until };
}

function least(values: readonly number[]): number {
  return Math.min(LATEST, ...values);
}

/** No session that meets the clause was last seen earlier, those without a timed event aside. */
function seenBound(clause: Clause, asOf: number, idleMs: number): number {
  const activeSince = asOf - idleMs;
  const bounds = clause.tests.map((test) => {
    if (isActive(test)) return activeSince;
    if (test.negated || test.op !== 'GTE' || test.number === null) return EARLIEST;
    if (test.property === 'lastSeenAt') return test.number;
    return test.property === 'endedAtOrAsOf' ? Math.min(test.number, activeSince) : EARLIEST;
  });
  return Math.max(EARLIEST, ...bounds);
}

function isActive(test: Test): boolean {
  if (test.property !== 'status' || test.op !== 'IN') return false;
  return test.negated ? test.texts.includes('ENDED') : !test.texts.includes('ENDED');
}

function startBound(clause: Clause, op: 'GTE' | 'LTE'): number {
  const numbers = clause.tests
    .filter((test) => (test.property === 'startedAt' || test.property === 'orderAt') && test.op === op && !test.negated)
    .map((test) => test.number ?? 0);
  return op === 'GTE' ? Math.max(EARLIEST, ...numbers) : Math.min(LATEST, ...numbers);
}

/** Every clause asks for the client's session id: the sessions with such ids. Null where that is not so, or too many. */
async function byClientId(context: GraphContext, clauses: readonly Clause[]): Promise<Candidates | null> {
  const found = clauses.map((clause) =>
    clause.tests.find((test) => test.property === 'sessionId' && !test.negated && isSelectiveText(test)),
  );
  const lookups = distinctDefined(found);
  if (lookups === null) return null;
  const keys = await Promise.all(
    lookups.map(async ({ op, texts }) => {
      const text = texts[0] ?? '';
      const params = {
        ids: op === 'IN' ? texts : [],
        startsWith: op === 'STARTS_WITH' ? text : null,
        contains: op === 'CONTAINS' ? text : null,
        limit: MOST_KEYS + 1,
      };
      return context.graph.read(sessionKeysLike, params, context.read);
    }),
  );
  const distinct = new Set(keys.flat().map((row) => row.key));
  return distinct.size > MOST_KEYS ? null : { from: 'KEYS', keys: [...distinct] };
}

function isSelectiveText(test: Test): boolean {
  return test.op === 'IN' || ((test.op === 'STARTS_WITH' || test.op === 'CONTAINS') && test.texts[0] !== '');
}

/** Every clause names something exactly: those things, unless too many sessions are related to them. */
async function byEntities(context: GraphContext, clauses: readonly Clause[]): Promise<Candidates | null> {
  const lookups = distinctDefined(clauses.map((clause) => clause.relations.map(exactCondition).find(isDefined)));
  if (lookups === null) return null;
  const found = await Promise.all(
    lookups.map((lookup) => context.graph.read(filterAnchors, { ...lookup, limit: MOST_ANCHORS + 1 }, context.read)),
  );
  const rows = found.flat();
  const relationships = rows.reduce((sum, row) => sum + row.degree, 0);
  if (rows.length > MOST_ANCHORS || relationships > MOST_RELATIONSHIPS) return null;
  return { from: 'ENTITIES', anchors: rows.map(({ label, key }) => ({ label, key })) };
}

interface ExactCondition {
  readonly label: string;
  readonly property: string;
  readonly texts: readonly string[];
}

function exactCondition(relation: Relation): ExactCondition | undefined {
  if (relation.negated) return undefined;
  const { label } = relation;
  const test = relation.tests.find(
    ({ op, negated, property }) => op === 'IN' && !negated && EXACT_PROPERTIES[label]?.includes(property) === true,
  );
  return test === undefined ? undefined : { label, property: test.property, texts: test.texts };
}

/** The different ones of a list without gaps; null where there is a gap, nothing, or too many to look up. */
function distinctDefined<T>(values: readonly (T | undefined)[]): readonly T[] | null {
  const defined = values.filter(isDefined);
  if (defined.length === 0 || defined.length < values.length) return null;
  const distinct = [...new Map(defined.map((value) => [JSON.stringify(value), value])).values()];
  return distinct.length > MOST_LOOKUPS ? null : distinct;
}

function isDefined<T>(value: T | undefined): value is T {
  return value !== undefined;
}
