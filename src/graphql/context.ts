import type { Graph } from '../graph/graph.js';
import type { ReadOptions } from '../graph/graph.js';
import type { ObservedStatement } from '../graph/run-statement.js';
import type { IngestService } from './ingest-events/ingest-service.js';
import type { ApiLimits } from './limits/api-limits.js';
import { Loaders } from './loaders.js';
import type { NodeDirectory } from './node/node-directory.js';

/** Which rules answers are computed by. */
export interface RulesInForce {
  /** Version of the traversal policy and of the windows and thresholds. */
  readonly policyVersion: number;
  /** Version of the signals: what new scores carry. */
  readonly rulesVersion: number;
}

/** What every operation shares. */
export interface ApiServices {
  readonly graph: Graph;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** A session without events for this long counts as ended. */
  readonly idleMs: number;
  readonly limits: ApiLimits;
  readonly rules: RulesInForce;
  readonly nodes: NodeDirectory;
  /** Absent where this service takes no events by GraphQL. */
  readonly ingest?: IngestService;
}

/** What the resolvers of one operation are given. */
export interface GraphContext {
  /** Observed: its statements are counted in `statements`. Read with `read`, which keeps the operation's deadline. */
  readonly graph: Graph;
  readonly loaders: Loaders;
  /** Nodes by label and key, in batches. */
  readonly nodes: NodeDirectory;
  readonly limits: ApiLimits;
  readonly rules: RulesInForce;
  /** Null where this service takes no events by GraphQL. */
  readonly ingest: IngestService | null;
  readonly idleMs: number;
  /** When the whole operation must have answered, in epoch milliseconds. */
  readonly deadlineAt: number;
  /** Options that end a read with the operation, for `graph.read` and `graph.readTransaction`. */
  readonly read: ReadOptions;
  /** Statements that ran for this operation so far. */
  readonly statements: readonly ObservedStatement[];
  /** The moment at which the operation began, in epoch milliseconds: the same for every field of it. */
  now(): number;
}

export function createContext(services: ApiServices): GraphContext {
  const beganAt = services.clock();
  // The deadline is real time, also where the clock of the answers is set by a test.
  const deadlineAt = Date.now() + services.limits.operationTimeoutMs;
  const statements: ObservedStatement[] = [];
  let loaders: Loaders | undefined;
  const context: GraphContext = {
    graph: services.graph.observed((statement) => statements.push(statement)),
    get loaders() {
      return (loaders ??= new Loaders(context));
    },
    nodes: services.nodes,
    limits: services.limits,
    rules: services.rules,
    ingest: services.ingest ?? null,
    idleMs: services.idleMs,
    deadlineAt,
    read: { deadlineAt },
    statements,
    now: () => beganAt,
  };
  return context;
}
