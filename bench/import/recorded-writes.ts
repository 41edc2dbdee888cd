import type { Graph, WriteTransaction } from '../../src/graph/graph.js';

/** Rows that one statement of one transaction was given. */
export interface RecordedRows {
  /** Name of the catalogue's statement. */
  readonly statement: string;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** One committed transaction. */
export type RecordedTransaction = readonly RecordedRows[];

/** What the importer needs of a graph. */
type ImportGraph = Pick<Graph, 'read' | 'write'>;

/**
 * A view of the graph that notes which rows its write transactions were given, transaction by transaction, in the
 * order in which their writers learnt of the commit. An attempt that was not committed is not among them.
 */
export function recordingGraph(graph: Graph, transactions: RecordedTransaction[]): Graph {
  const recording: ImportGraph = {
    read: (query, params, options) => graph.read(query, params, options),
    write: async (work, options) => {
      let committed: RecordedRows[] = [];
      const result = await graph.write((tx) => {
        // Of its own for each attempt: one that failed may still be sending statements while the next one runs.
        const statements: RecordedRows[] = [];
        committed = statements;
        const noting: WriteTransaction = {
          run: (query, params) => {
            const { rows } = params as { readonly rows?: RecordedRows['rows'] };
            if (rows !== undefined) statements.push({ statement: query.name, rows });
            return tx.run(query, params);
          },
        };
        return work(noting);
      }, options);
      transactions.push(committed);
      return result;
    },
  };
  return recording as Graph;
}
