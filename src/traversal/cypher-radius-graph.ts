import {
  radiusCalledIn,
  radiusFromSessions,
  radiusRanOnIn,
  radiusReadIn,
  radiusRunByIn,
  radiusUsedKeyIn,
  radiusUsedServerIn,
  radiusWroteIn,
  type RadiusFromSessionsParams,
  type RadiusFromSessionsRow,
  type RadiusUsedKeyInParams,
  type RadiusUsedKeyInRow,
} from '../graph/catalogue/read.generated.js';
import type { ReadTransaction } from '../graph/graph.js';
import type { ReadQuery } from '../graph/query.js';
import type { Direction, TraversedKind } from './policy.js';
import {
  type Arrival,
  ARRIVAL_LIMIT,
  type Degrees,
  type Expanded,
  type Expansion,
  type FrontierEntry,
  type RadiusGraph,
} from './radius-graph.js';

/** What every step of one traversal shares. */
export interface StepWindow {
  /** 1 forward, -1 backward. */
  readonly sign: 1 | -1;
  /** Epoch milliseconds or BEGINNING. */
  readonly since: number;
  readonly until: number;
  readonly asOf: number;
  readonly idleMs: number;
}

/** How the statement from sessions calls a kind that is followed one way. */
type SessionStep = keyof RadiusFromSessionsParams['lenses'];
/** What the statement from sessions looks at together, and limits together. */
type SessionPart = 'contacts' | 'states' | 'spawned' | 'continued';

const SESSION_STEPS: Readonly<
  Record<
    SessionStep,
    { readonly kind: TraversedKind; readonly direction: Direction; readonly part: SessionPart }
  >
> = {
  READ: { kind: 'READ', direction: 'OUT', part: 'contacts' },
  WROTE: { kind: 'WROTE', direction: 'OUT', part: 'contacts' },
  CALLED: { kind: 'CALLED', direction: 'OUT', part: 'contacts' },
  USED_SERVER: { kind: 'USED_SERVER', direction: 'OUT', part: 'contacts' },
  USED_KEY: { kind: 'USED_KEY', direction: 'OUT', part: 'states' },
  RUN_BY: { kind: 'RUN_BY', direction: 'OUT', part: 'states' },
  RAN_ON: { kind: 'RAN_ON', direction: 'OUT', part: 'states' },
  SPAWNED: { kind: 'SPAWNED', direction: 'OUT', part: 'spawned' },
  SPAWNED_BY: { kind: 'SPAWNED', direction: 'IN', part: 'spawned' },
  CONTINUED: { kind: 'CONTINUED', direction: 'OUT', part: 'continued' },
  CONTINUED_BY: { kind: 'CONTINUED', direction: 'IN', part: 'continued' },
};
const SESSION_STEP_NAMES = Object.keys(SESSION_STEPS) as SessionStep[];

/** From things to the sessions that used them: one way each. */
const TO_SESSIONS: Readonly<
  Record<
    Exclude<TraversedKind, 'SPAWNED' | 'CONTINUED'>,
    ReadQuery<RadiusUsedKeyInParams, RadiusUsedKeyInRow>
  >
> = {
  USED_KEY: radiusUsedKeyIn,
  RUN_BY: radiusRunByIn,
  RAN_ON: radiusRanOnIn,
  READ: radiusReadIn,
  WROTE: radiusWroteIn,
  CALLED: radiusCalledIn,
  USED_SERVER: radiusUsedServerIn,
};

/**
 * The radius over Neo4j. Every step from sessions, whatever its kind and way, is one statement, so that a level sends
 * its frontier once; every step to sessions is a statement of its own kind. All have literal relationship types.
 */
export class CypherRadiusGraph implements RadiusGraph {
  readonly #transaction: ReadTransaction;
  readonly #window: StepWindow;

  constructor(transaction: ReadTransaction, window: StepWindow) {
    this.#transaction = transaction;
    this.#window = window;
  }

  async expand(expansion: Expansion): Promise<readonly Arrival[]> {
    const [expanded] = await this.expandAll([expansion]);
    return expanded?.arrivals ?? [];
  }

  async expandAll(expansions: readonly Expansion[]): Promise<readonly Expanded[]> {
    const fromSessions = expansions.filter((expansion) => stepOf(expansion) !== null);
    const [bySession, ...others] = await Promise.all([
      this.#fromSessions(fromSessions),
      ...expansions.filter((expansion) => stepOf(expansion) === null).map((one) => this.#toSessions(one)),
    ]);
    const rest = others.values();
    return expansions.map((expansion) => {
      const step = stepOf(expansion);
      const answer = step === null ? rest.next().value : bySession.get(step);
      return answer ?? { arrivals: [], cutAt: null };
    });
  }

  async #toSessions({ kind, frontier }: Expansion): Promise<Expanded> {
    if (kind === 'SPAWNED' || kind === 'CONTINUED') throw new Error(`${kind} joins sessions only.`);
    const rows = await this.#transaction.run(TO_SESSIONS[kind], {
      ...this.#window,
      frontier,
      limit: ARRIVAL_LIMIT,
    });
    const arrivals = rows.map((row): Arrival => ({ ...row, degrees: null }));
    return { arrivals, cutAt: rows.length >= ARRIVAL_LIMIT ? (rows.at(-1)?.at ?? null) : null };
  }

  async #fromSessions(expansions: readonly Expansion[]): Promise<Map<SessionStep, Expanded>> {
    const answers = new Map<SessionStep, Expanded>();
    if (expansions.length === 0) return answers;
    const { frontier, lenses } = joined(expansions);
    const asked = (part: SessionPart): boolean =>
      SESSION_STEP_NAMES.some((step) => SESSION_STEPS[step].part === part && lenses[step].length > 0);
    const rows = await this.#transaction.run(radiusFromSessions, {
      ...this.#window,
      frontier,
      lenses,
      contacts: asked('contacts'),
      states: asked('states'),
      spawned: asked('spawned'),
      continued: asked('continued'),
      limit: ARRIVAL_LIMIT,
    });
    const byStep = new Map(SESSION_STEP_NAMES.map((step) => [step, [] as Arrival[]]));
    const byPart = new Map<SessionPart, RadiusFromSessionsRow[]>();
    for (const row of rows) {
      const step = SESSION_STEP_NAMES.find((name) => name === row.step);
      if (step === undefined) throw new Error(`The statement from sessions names a step "${row.step}".`);
      const { part, kind } = SESSION_STEPS[step];
      const { key, lens, at, rank, relationship } = row;
      byStep.get(step)?.push({ key, lens, at, rank, relationship, degrees: degreesOf(kind, row) });
      const ofPart = byPart.get(part);
      if (ofPart === undefined) byPart.set(part, [row]);
      else ofPart.push(row);
    }
    for (const [step, arrivals] of byStep) {
      const ofPart = byPart.get(SESSION_STEPS[step].part) ?? [];
      const cutAt = ofPart.length >= ARRIVAL_LIMIT ? (ofPart.at(-1)?.at ?? null) : null;
      answers.set(step, { arrivals, cutAt });
    }
    return answers;
  }
}

function stepOf({ kind, direction }: Expansion): SessionStep | null {
  return (
    SESSION_STEP_NAMES.find(
      (step) => SESSION_STEPS[step].kind === kind && SESSION_STEPS[step].direction === direction,
    ) ?? null
  );
}

/** One frontier for several expansions: each entry with all its lenses, and which of them each step takes. */
function joined(expansions: readonly Expansion[]): {
  readonly frontier: readonly FrontierEntry[];
  readonly lenses: Record<SessionStep, number[]>;
} {
  const entries = new Map<string, { entry: FrontierEntry; lenses: Set<number> }>();
  const lenses = Object.fromEntries(SESSION_STEP_NAMES.map((step) => [step, [] as number[]])) as Record<
    SessionStep,
    number[]
  >;
  for (const expansion of expansions) {
    const step = stepOf(expansion);
    if (step === null) continue;
    const taken = new Set<number>();
    for (const entry of expansion.frontier) {
      const id = `${entry.rank} ${entry.at}`;
      let known = entries.get(id);
      if (known === undefined) entries.set(id, (known = { entry, lenses: new Set() }));
      for (const lens of entry.lenses) {
        known.lenses.add(lens);
        taken.add(lens);
      }
    }
    lenses[step] = [...taken];
  }
  return {
    frontier: [...entries.values()].map(({ entry, lenses: all }) => ({ ...entry, lenses: [...all] })),
    lenses,
  };
}

/** Null for a session: it is never a hub, whatever its degree. */
function degreesOf(kind: TraversedKind, row: RadiusFromSessionsRow): Degrees | null {
  switch (kind) {
    case 'SPAWNED':
    case 'CONTINUED':
      return null;
    case 'READ':
    case 'WROTE':
      return { READ: row.readDegree, WROTE: row.degree };
    case 'CALLED':
    case 'USED_SERVER':
    case 'USED_KEY':
    case 'RUN_BY':
    case 'RAN_ON':
      return { [kind]: row.degree };
    default:
      return kind satisfies never;
  }
}
