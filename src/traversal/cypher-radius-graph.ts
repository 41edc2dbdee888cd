import {
  radiusCalledIn,
  radiusCalledOut,
  radiusContinuedIn,
  radiusContinuedOut,
  radiusRanOnIn,
  radiusRanOnOut,
  radiusReadIn,
  radiusReadOut,
  radiusRunByIn,
  radiusRunByOut,
  radiusSpawnedIn,
  radiusSpawnedOut,
  radiusUsedKeyIn,
  radiusUsedKeyOut,
  radiusUsedServerIn,
  radiusUsedServerOut,
  radiusWroteIn,
  radiusWroteOut,
} from '../graph/catalogue/read.generated.js';
import type { ReadTransaction } from '../graph/graph.js';
import type { ReadQuery } from '../graph/query.js';
import type { Direction, TraversedKind } from './policy.js';
import {
  type Arrival,
  ARRIVAL_LIMIT,
  type Degrees,
  type Expansion,
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

/** The radius over Neo4j: one statement for each kind and way, so that each has literal relationship types. */
export class CypherRadiusGraph implements RadiusGraph {
  readonly #transaction: ReadTransaction;
  readonly #window: StepWindow;

  constructor(transaction: ReadTransaction, window: StepWindow) {
    this.#transaction = transaction;
    this.#window = window;
  }

  expand(expansion: Expansion): Promise<readonly Arrival[]> {
    const { frontier } = expansion;
    return STEPS[expansion.kind][expansion.direction](this.#transaction, {
      ...this.#window,
      frontier,
      limit: ARRIVAL_LIMIT,
    });
  }
}

interface StepParams extends StepWindow {
  readonly frontier: Expansion['frontier'];
  readonly limit: number;
}

type Step = (transaction: ReadTransaction, params: StepParams) => Promise<Arrival[]>;

interface StepRow {
  key: string;
  lens: number;
  at: number;
  rank: number;
  relationship: string;
}

/** `degreesOf` is null where sessions are reached: a session is never a hub, whatever its degree. */
function step<Row extends StepRow>(
  query: ReadQuery<StepParams, Row>,
  degreesOf: ((row: Row) => Degrees) | null,
): Step {
  return async (transaction, params) => {
    const rows = await transaction.run(query, params);
    return rows.map((row) => ({
      key: row.key,
      lens: row.lens,
      at: row.at,
      rank: row.rank,
      relationship: row.relationship,
      degrees: degreesOf === null ? null : degreesOf(row),
    }));
  };
}

const fileDegrees = (row: { readDegree: number; wroteDegree: number }): Degrees => ({
  READ: row.readDegree,
  WROTE: row.wroteDegree,
});

const STEPS: Readonly<Record<TraversedKind, Readonly<Record<Direction, Step>>>> = {
  USED_KEY: {
    OUT: step(radiusUsedKeyOut, (row) => ({ USED_KEY: row.degree })),
    IN: step(radiusUsedKeyIn, null),
  },
  RUN_BY: { OUT: step(radiusRunByOut, (row) => ({ RUN_BY: row.degree })), IN: step(radiusRunByIn, null) },
  RAN_ON: { OUT: step(radiusRanOnOut, (row) => ({ RAN_ON: row.degree })), IN: step(radiusRanOnIn, null) },
  READ: { OUT: step(radiusReadOut, fileDegrees), IN: step(radiusReadIn, null) },
  WROTE: { OUT: step(radiusWroteOut, fileDegrees), IN: step(radiusWroteIn, null) },
  CALLED: { OUT: step(radiusCalledOut, (row) => ({ CALLED: row.degree })), IN: step(radiusCalledIn, null) },
  USED_SERVER: {
    OUT: step(radiusUsedServerOut, (row) => ({ USED_SERVER: row.degree })),
    IN: step(radiusUsedServerIn, null),
  },
  SPAWNED: { OUT: step(radiusSpawnedOut, null), IN: step(radiusSpawnedIn, null) },
  CONTINUED: { OUT: step(radiusContinuedOut, null), IN: step(radiusContinuedIn, null) },
};
