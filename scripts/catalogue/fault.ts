/** One thing wrong with one catalogue file. */
export interface Fault {
  /** The file, below `cypher/`. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly message: string;
}

/** The catalogue cannot be generated; the message lists every fault with its file and line. */
export class CatalogueError extends Error {
  override readonly name = 'CatalogueError';

  constructor(readonly faults: readonly Fault[]) {
    super(faults.map(({ file, line, message }) => `cypher/${file}:${line}: ${message}`).join('\n'));
  }
}
