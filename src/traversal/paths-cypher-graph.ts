import {
  pathsCalled,
  pathsContinued,
  pathsRanOn,
  pathsRead,
  pathsRunBy,
  pathsSpawned,
  pathsThings,
  pathsUsedKey,
  pathsUsedServer,
  pathsWrote,
  radiusSessionCount,
} from '../graph/catalogue/read.generated.js';
import type { ReadTransaction } from '../graph/graph.js';
import type { EntityLabel } from '../graph/model.js';
import type { ReadQuery } from '../graph/query.js';
import { CypherRadiusGraph, type StepWindow } from './cypher-radius-graph.js';
import type { Between, PathsGraph, Sharing, TimedRelationship } from './paths-graph.js';
import type { TraversedKind } from './policy.js';
import type { NodeRef, RadiusGraph } from './radius-graph.js';

type Window = Omit<StepWindow, 'sign'>;

/** Paths over Neo4j, within one read transaction: one statement for each kind, with literal relationship types. */
export class CypherPathsGraph implements PathsGraph {
  readonly forward: RadiusGraph;
  readonly backward: RadiusGraph;
  readonly #transaction: ReadTransaction;
  readonly #window: Window;

  constructor(transaction: ReadTransaction, window: Window) {
    this.forward = new CypherRadiusGraph(transaction, { ...window, sign: 1 });
    this.backward = new CypherRadiusGraph(transaction, { ...window, sign: -1 });
    this.#transaction = transaction;
    this.#window = window;
  }

  relationships({ kind, ...between }: Between): Promise<readonly TimedRelationship[]> {
    return STATEMENTS[kind](this.#transaction, { ...this.#window, ...between });
  }

  async things(refs: readonly NodeRef[]): Promise<readonly Sharing[]> {
    if (refs.length === 0) return [];
    const rows = await this.#transaction.run(pathsThings, { things: refs });
    const labels = new Map<string, EntityLabel>(refs.map(({ label }) => [label, label]));
    return rows.flatMap(({ label, key, degree, sessions }) => {
      const known = labels.get(label);
      return known === undefined ? [] : [{ label: known, key, degree, sessions }];
    });
  }

  async sessionCount(): Promise<number> {
    const [row] = await this.#transaction.run(radiusSessionCount, {});
    return row?.sessions ?? 0;
  }
}

type BetweenParams = Window & Omit<Between, 'kind'>;

type Statement = (
  transaction: ReadTransaction,
  params: BetweenParams,
) => Promise<readonly TimedRelationship[]>;

function statement(query: ReadQuery<BetweenParams, TimedRelationship>): Statement {
  return (transaction, params) => transaction.run(query, params);
}

const STATEMENTS: Readonly<Record<TraversedKind, Statement>> = {
  USED_KEY: statement(pathsUsedKey),
  RUN_BY: statement(pathsRunBy),
  RAN_ON: statement(pathsRanOn),
  READ: statement(pathsRead),
  WROTE: statement(pathsWrote),
  CALLED: statement(pathsCalled),
  USED_SERVER: statement(pathsUsedServer),
  SPAWNED: statement(pathsSpawned),
  CONTINUED: statement(pathsContinued),
};
