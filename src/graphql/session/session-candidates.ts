import { filterAnchors, sessionKeysLike } from '../../graph/catalogue/read.generated.js';
import type { GraphContext } from '../context.js';
import type { Clause, Relation, Test, TestOp } from '../session-filter/expression.js';
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
  /** Along the index of the order, between two values of its property. */
  | { readonly from: 'WALK'; readonly least: number; readonly most: number };

export interface Anchor {
  readonly label: string;
  readonly key: string;
}

export const EARLIEST = -Number.MAX_SAFE_INTEGER;
export const LATEST = Number.MAX_SAFE_INTEGER;
const EVERYTHING = { least: EARLIEST, most: LATEST };

/** Beyond this many relationships it is quicker to walk: something so common is met soon in any order. */
const MOST_RELATIONSHIPS = 20_000;
const MOST_ANCHORS = 200;
const MOST_KEYS = 2_000;
/** Different look-ups that one filter may cause. */
const MOST_LOOKUPS = 8;
/** Sessions seen within so long are few enough to be sorted. */
const SEEN_WITHIN_MS = 7 * 24 * 60 * 60 * 1000;

/** Properties by which things are found in an index, or by a scan where there are few of the label. */
const LOOKED_UP: Readonly<Record<string, readonly string[]>> = {
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
  const seenSince = Math.min(LATEST, ...clauses.map((clause) => seenBound(clause, asOf, context.idleMs)));
  if (seenSince >= asOf - Math.max(SEEN_WITHIN_MS, context.idleMs)) return { from: 'SEEN', since: seenSince };
  const started = rangeOf(clauses, STARTS);
  if (order === 'STARTED_AT_DESC' || order === 'STARTED_AT_ASC') return { from: 'WALK', ...started };
  if (started.least > EARLIEST) return { from: 'STARTED', since: started.least, until: started.most };
  return { from: 'WALK', ...(order === 'COST_DESC' ? rangeOf(clauses, ['costMicroUsd']) : EVERYTHING) };
}

/** Values of the order's property, both included. */
interface Range {
  readonly least: number;
  readonly most: number;
}

/** A session that has both has the same in both. */
const STARTS: readonly string[] = ['startedAt', 'orderAt'];

/** No session that meets any of the clauses has one of the properties outside. */
function rangeOf(clauses: readonly Clause[], properties: readonly string[]): Range {
  const bounds = (clause: Clause, op: TestOp): number[] =>
    clause.tests
      .filter((test) => properties.includes(test.property) && test.op === op && !test.negated)
      .map((test) => test.number ?? 0);
  return {
    least: Math.min(LATEST, ...clauses.map((clause) => Math.max(EARLIEST, ...bounds(clause, 'GTE')))),
    most: Math.max(EARLIEST, ...clauses.map((clause) => Math.min(LATEST, ...bounds(clause, 'LTE')))),
  };
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

/** Every clause names something: those things, unless too many of them, or too many sessions are related to them. */
async function byEntities(context: GraphContext, clauses: readonly Clause[]): Promise<Candidates | null> {
  const lookups = distinctDefined(
    clauses.map((clause) => clause.relations.map(namingCondition).find(isDefined)),
  );
  if (lookups === null) return null;
  const found = await Promise.all(
    lookups.map((lookup) =>
      context.graph.read(filterAnchors, { ...lookup, limit: MOST_ANCHORS + 1 }, context.read),
    ),
  );
  const rows = found.flat();
  const relationships = rows.reduce((sum, row) => sum + row.degree, 0);
  if (rows.length > MOST_ANCHORS || relationships > MOST_RELATIONSHIPS) return null;
  return { from: 'ENTITIES', anchors: rows.map(({ label, key }) => ({ label, key })) };
}

interface NamingCondition {
  readonly label: string;
  readonly property: string;
  readonly op: TestOp;
  readonly texts: readonly string[];
}

/** The condition that names the fewest things: an exact one, else one on a part of the name. */
function namingCondition({ label, tests, negated }: Relation): NamingCondition | undefined {
  if (negated) return undefined;
  const usable = tests.filter(
    (test) => !test.negated && isSelectiveText(test) && LOOKED_UP[label]?.includes(test.property) === true,
  );
  const test = usable.find(({ op }) => op === 'IN') ?? usable[0];
  return test === undefined ? undefined : { label, property: test.property, op: test.op, texts: test.texts };
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
