import type { Kind } from '../graph/model.js';

/**
 * The traversal policy: which relationships carry which kind of impact, and which way. It is data: the engine reads
 * it, `traversalPolicy` shows it, and every answer names its version.
 */

export const POLICY_VERSION = 1;

/** A thing, no session, that more relationships than this are joined to is reached and not passed through. */
export const HUB_BOUND = 1000;

/** The four kinds of impact. A path stays within one. */
export const LENSES = ['EXPOSURE', 'DISCLOSURE', 'TAINT', 'IDENTITY'] as const;
export type Lens = (typeof LENSES)[number];

/** PASS: the path may go on from there. END: the arc may only be a path's last. */
export type ArcMode = 'PASS' | 'END';

/** Which way a relationship is followed: OUT as it is stored (from the session that did it), IN against that. */
export type Direction = 'OUT' | 'IN';

export const DIRECTIONS: readonly Direction[] = ['OUT', 'IN'];

/** The ways in which one lens follows one kind; a way that is absent is not followed. */
export type ArcRules = Readonly<Partial<Record<Direction, ArcMode>>>;

export type LensRules = Readonly<Record<Lens, ArcRules>>;

/** Kinds that impact can follow; every other kind is context only. */
export const TRAVERSED_KINDS = [
  'USED_KEY',
  'RUN_BY',
  'RAN_ON',
  'READ',
  'WROTE',
  'CALLED',
  'USED_SERVER',
  'SPAWNED',
  'CONTINUED',
] as const satisfies readonly Kind[];
export type TraversedKind = (typeof TRAVERSED_KINDS)[number];

const NONE: ArcRules = {};
const ENDS: ArcRules = { OUT: 'END' };
const OUT: ArcRules = { OUT: 'PASS' };
const IN: ArcRules = { IN: 'PASS' };
const BOTH: ArcRules = { OUT: 'PASS', IN: 'PASS' };
const IN_AND_ENDS: ArcRules = { IN: 'PASS', OUT: 'END' };

export const TRAVERSAL_POLICY: Readonly<Record<TraversedKind, LensRules>> = {
  USED_KEY: { EXPOSURE: BOTH, DISCLOSURE: NONE, TAINT: IN, IDENTITY: BOTH },
  RUN_BY: { EXPOSURE: IN_AND_ENDS, DISCLOSURE: ENDS, TAINT: IN, IDENTITY: IN_AND_ENDS },
  RAN_ON: { EXPOSURE: IN_AND_ENDS, DISCLOSURE: ENDS, TAINT: BOTH, IDENTITY: IN },
  READ: { EXPOSURE: ENDS, DISCLOSURE: IN, TAINT: IN, IDENTITY: NONE },
  WROTE: { EXPOSURE: ENDS, DISCLOSURE: OUT, TAINT: OUT, IDENTITY: NONE },
  CALLED: { EXPOSURE: ENDS, DISCLOSURE: ENDS, TAINT: IN_AND_ENDS, IDENTITY: NONE },
  USED_SERVER: { EXPOSURE: ENDS, DISCLOSURE: ENDS, TAINT: IN_AND_ENDS, IDENTITY: NONE },
  SPAWNED: { EXPOSURE: BOTH, DISCLOSURE: BOTH, TAINT: BOTH, IDENTITY: BOTH },
  // Stored from the later session to its origin: content goes from the origin on, which is against the relationship.
  CONTINUED: { EXPOSURE: BOTH, DISCLOSURE: IN, TAINT: IN, IDENTITY: BOTH },
};

/** Whether paths of a lens may follow a kind that way, and go on from there; null where they may not. */
export function arcMode(kind: TraversedKind, lens: Lens, direction: Direction): ArcMode | null {
  return TRAVERSAL_POLICY[kind][lens][direction] ?? null;
}

export function isTraversedKind(kind: string): kind is TraversedKind {
  return (TRAVERSED_KINDS as readonly string[]).includes(kind);
}

/** The other way along the same relationship. */
export function opposite(direction: Direction): Direction {
  return direction === 'OUT' ? 'IN' : 'OUT';
}
