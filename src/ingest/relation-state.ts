import type { Confidence, Sensitivity } from '../events/event.js';
import type { EntityKind } from '../graph/model.js';
import { SensitivityRules } from '../sensitivity/sensitivity-rules.js';
import {
  contributionsOf,
  touchOf,
  type Contribution,
  type Entity,
  type EntityLink,
} from './contributions.js';
import type { EventFact } from './event-fact.js';
import { union } from './session-state.js';

/** What a set of facts says about one relationship of a session. Combines as SessionState does. */
export interface RelationState {
  readonly kind: EntityKind;
  readonly target: Entity;
  readonly count: number;
  readonly first: Moment | null;
  readonly last: Moment | null;
  /** Every timed contact, ascending by (time, event id); empty but for contact kinds. */
  readonly contacts: readonly Moment[];
  /** Ids of events without a time, sorted; empty for context kinds. */
  readonly untimedEvents: readonly string[];
  readonly gitOnlyAt: readonly number[];
  readonly basis: string | null;
  readonly confidence: Confidence | null;
  readonly version: Moment | null;
  /** Aliases of the target seen through this relationship, sorted: see Entity. */
  readonly seen: readonly string[];
  /** The highest level declared for a repository. */
  readonly level: Sensitivity | null;
}

/** Levels of sensitivity from the lowest up. */
export const LEVELS = ['NONE', 'LOW', 'HIGH', 'CRITICAL'] as const;

/** A time with what stands behind it: an event id, or a version. Ordered by time, then by what. */
export interface Moment {
  readonly at: number;
  readonly what: string;
}

const CONTACT_KINDS: ReadonlySet<EntityKind> = new Set(['READ', 'WROTE', 'CALLED', 'USED_SERVER']);
const STATE_KINDS: ReadonlySet<EntityKind> = new Set(['RUN_BY', 'RAN_ON', 'USED_KEY']);
/** Bases from the strongest down: the strongest seen is the relationship's. */
// prettier-ignore
const BASIS_ORDER = [
  'LOGIN', 'OS_ACCOUNT', 'GIT_AUTHOR',
  'ENROLMENT', 'HOST_NAME', 'ADDRESS',
  'FINGERPRINT', 'HINT',
  'TOOL_INPUT', 'ATTACHMENT', 'SHELL_PARSED',
];
const CONFIDENCES: readonly Confidence[] = ['HIGH', 'MEDIUM', 'LOW'];

export function relationOf(fact: EventFact, contribution: Contribution): RelationState {
  const { kind, target } = contribution;
  const moment = fact.at === null ? null : { at: fact.at, what: fact.id };
  const isContact = CONTACT_KINDS.has(kind);
  return {
    kind,
    target,
    count: 1,
    first: moment,
    last: moment,
    contacts: isContact && moment !== null ? [moment] : [],
    untimedEvents: moment === null && (isContact || STATE_KINDS.has(kind)) ? [fact.id] : [],
    gitOnlyAt: contribution.ownRemote === true && fact.at !== null ? [fact.at] : [],
    basis: contribution.basis ?? null,
    confidence: contribution.confidence ?? null,
    version: contribution.version === undefined ? null : { at: fact.at ?? 0, what: contribution.version },
    seen: target.seen ?? [],
    level: target.level ?? null,
  };
}

export function combineRelations(a: RelationState, b: RelationState): RelationState {
  return {
    kind: a.kind,
    target: a.target,
    count: a.count + b.count,
    first: pick(a.first, b.first, (x, y) => compareMoments(x, y) <= 0),
    last: pick(a.last, b.last, (x, y) => compareMoments(x, y) >= 0),
    contacts: mergeMoments(a.contacts, b.contacts),
    untimedEvents: union(a.untimedEvents, b.untimedEvents),
    gitOnlyAt: union(a.gitOnlyAt, b.gitOnlyAt),
    basis: strongest(BASIS_ORDER, a.basis, b.basis),
    confidence: strongest(CONFIDENCES, a.confidence, b.confidence),
    version: pick(a.version, b.version, (x, y) => compareMoments(x, y) >= 0),
    seen: union(a.seen, b.seen),
    level: higherLevel(a.level, b.level),
  };
}

export interface FoldedRelations {
  /** By `touchOf`: `KIND key`. */
  readonly relations: ReadonlyMap<string, RelationState>;
  readonly links: readonly EntityLink[];
  /** Which relationships each fact stands behind, by fact id. */
  readonly touches: ReadonlyMap<string, readonly string[]>;
}

/** What is sensitive where an organisation says nothing of its own. */
export const BUILT_IN_SENSITIVITY = new SensitivityRules();

export function foldRelations(
  facts: Iterable<EventFact>,
  rules: SensitivityRules = BUILT_IN_SENSITIVITY,
): FoldedRelations {
  const relations = new Map<string, RelationState>();
  const links = new Map<string, EntityLink>();
  const touches = new Map<string, readonly string[]>();
  const contacts = new Map<string, Moment[]>();
  for (const fact of facts) {
    const found = contributionsOf(fact, rules);
    const names: string[] = [];
    for (const contribution of found.contributions) {
      const id = touchOf(contribution);
      names.push(id);
      const one = relationOf(fact, contribution);
      const known = relations.get(id);
      // Contacts are gathered and sorted once: merging list by list is quadratic for a busy relationship.
      const gathered = contacts.get(id);
      if (gathered === undefined) contacts.set(id, [...one.contacts]);
      else gathered.push(...one.contacts);
      const light = { ...one, contacts: [] };
      relations.set(id, known === undefined ? light : combineRelations(known, light));
    }
    for (const link of found.links) links.set(`${link.kind} ${link.from} ${link.to.key}`, link);
    touches.set(fact.id, names.sort());
  }
  for (const [id, relation] of relations) {
    relations.set(id, { ...relation, contacts: (contacts.get(id) ?? []).sort(compareMoments) });
  }
  return { relations, links: [...links.values()], touches };
}

export function higherLevel(a: Sensitivity | null, b: Sensitivity | null): Sensitivity | null {
  if (a === null || b === null) return a ?? b;
  const rank = (level: Sensitivity): number => LEVELS.indexOf(level);
  return rank(a) >= rank(b) ? a : b;
}

function compareMoments(a: Moment, b: Moment): number {
  return a.at - b.at || (a.what < b.what ? -1 : a.what > b.what ? 1 : 0);
}

function mergeMoments(a: readonly Moment[], b: readonly Moment[]): readonly Moment[] {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  return [...a, ...b].sort(compareMoments);
}

function pick<T>(a: T | null, b: T | null, prefersFirst: (a: T, b: T) => boolean): T | null {
  return a === null ? b : b === null ? a : prefersFirst(a, b) ? a : b;
}

function strongest<T extends string>(order: readonly T[], a: T | null, b: T | null): T | null {
  if (a === null || b === null) return a ?? b;
  return order.indexOf(a) <= order.indexOf(b) ? a : b;
}
