import type { Graph } from './graph.js';

/**
 * One step from schema version `version - 1` to `version`: a change to data that is there, or the drop of an index
 * that no file in cypher/constraints/ declares any more. (New constraints and indexes need no migration.)
 */
export interface Migration {
  readonly version: number;
  /** What it does, for logs. */
  readonly name: string;
  /** Must be safe to repeat: a process that dies in the middle runs it again at its next start. */
  readonly run: (graph: Graph) => Promise<void>;
}

/** Every migration, oldest first. Schema version N is what migrations 1 to N make; 0 is the first release's. */
export const MIGRATIONS: readonly Migration[] = [];
