import { QueryFailedError, QueryTimeoutError } from '../graph/errors.js';
import type { TraversedKind } from './policy.js';
import type { NodeRef, RadiusGraph } from './radius-graph.js';

/** What paths are asked of: the graph, in few large questions. The engine knows nothing of Cypher. */
export interface PathsGraph {
  /** Steps along the arcs, from the starting points on. */
  readonly forward: RadiusGraph;
  /** Steps against the arcs, from the targets back. */
  readonly backward: RadiusGraph;
  /** The relationships of one kind between two sets, with their contacts. Throws QueryTimeoutError at the deadline. */
  relationships(between: Between): Promise<readonly TimedRelationship[]>;
  /** How widely things are shared. Throws QueryTimeoutError at the deadline. */
  things(refs: readonly NodeRef[]): Promise<readonly Sharing[]>;
  /** Sessions in the whole graph. Throws QueryTimeoutError at the deadline. */
  sessionCount(): Promise<number>;
}

export interface Between {
  readonly kind: TraversedKind;
  /** Keys of the sessions that the relationships start from. */
  readonly fromKeys: readonly string[];
  /** Keys of what they lead to. */
  readonly toKeys: readonly string[];
  /** Relationships that are answered at most. */
  readonly limit: number;
}

/** When a relationship can be followed, within the window of the question: epoch milliseconds, or BEGINNING. */
export interface Contacts {
  /** Points in time, rising. */
  readonly times: readonly number[];
  /** Besides them a closed interval; none where it is null or later than `heldTo`. */
  readonly heldFrom: number | null;
  readonly heldTo: number;
}

export interface TimedRelationship extends Contacts {
  readonly fromKey: string;
  readonly toKey: string;
  /** Element id of the relationship. */
  readonly relationship: string;
}

export interface Sharing extends NodeRef {
  /** Relationships that join it, those aside that are context only. */
  readonly degree: number;
  /** Sessions that are related to it. */
  readonly sessions: number;
}

/**
 * What an error of the database cuts: time, or, where it lacks memory for a step, what that step would have reached.
 * Null for what is no cut but a fault.
 */
export function cutBy(error: unknown): 'TIMEOUT' | 'MAX_NODES' | null {
  if (error instanceof QueryTimeoutError) return 'TIMEOUT';
  const lacksMemory = error instanceof QueryFailedError && error.code.endsWith('OutOfMemoryError');
  return lacksMemory ? 'MAX_NODES' : null;
}

/** The least contact at or after `at`; Infinity where there is none. */
export function nextContact({ times, heldFrom, heldTo }: Contacts, at: number): number {
  const timed = times[firstAtOrAfter(times, at)] ?? Infinity;
  return heldFrom !== null && at <= heldTo && heldFrom <= heldTo
    ? Math.min(timed, Math.max(at, heldFrom))
    : timed;
}

/** The greatest contact at or before `at`; -Infinity where there is none. */
export function lastContact({ times, heldFrom, heldTo }: Contacts, at: number): number {
  const place = firstAtOrAfter(times, at);
  const timed = times[place] === at ? at : (times[place - 1] ?? -Infinity);
  return heldFrom !== null && at >= heldFrom && heldFrom <= heldTo
    ? Math.max(timed, Math.min(at, heldTo))
    : timed;
}

function firstAtOrAfter(times: readonly number[], at: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? Infinity) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
