import type { Result } from 'neo4j-driver';
import { beforeDeadline } from './deadline.js';
import { QueryTimeoutError, toGraphError } from './errors.js';
import type { ReadQuery, RecordFields, Statement, WriteQuery } from './query.js';

/** A statement that ran, told to observers when it has ended. */
export interface ObservedStatement {
  readonly name: string;
  readonly statement: Statement;
  /** From sending to the last row, in milliseconds with fractions. */
  readonly durationMs: number;
  /** Rows that came back; 0 where it failed. */
  readonly rows: number;
  readonly failed: boolean;
}

/** Must not throw: it runs inside the call that it observes. */
export type StatementObserver = (statement: ObservedStatement) => void;

export type Query<Params extends object, Row> = ReadQuery<Params, Row> | WriteQuery<Params, Row>;

/** Hands text and parameters to the driver: a session's or a transaction's `run`. */
export type Send = (text: string, params: Record<string, unknown>) => Result;

/**
 * Encodes, sends, decodes and reports one statement. Throws QueryParameterError before anything is sent, QueryRowError,
 * QueryTimeoutError at `deadlineAt`, and what the database's errors are mapped to.
 */
export async function runStatement<Params extends object, Row>(
  query: Query<Params, Row>,
  params: Params,
  deadlineAt: number,
  send: Send,
  observe: StatementObserver | undefined,
): Promise<Row[]> {
  const encoded = query.encode(params);
  const startedAt = performance.now();
  let rows: Row[] | undefined;
  try {
    const collected = collectRows(send(query.text, encoded), query);
    rows = await beforeDeadline(collected, deadlineAt, () => new QueryTimeoutError(query.name));
    return rows;
  } catch (error) {
    throw toGraphError(error, query.name);
  } finally {
    observe?.({
      name: query.name,
      statement: query,
      durationMs: performance.now() - startedAt,
      rows: rows?.length ?? 0,
      failed: rows === undefined,
    });
  }
}

/** Decodes each record as it arrives, so that the driver's records need not be kept. */
function collectRows<Params extends object, Row>(result: Result, query: Query<Params, Row>): Promise<Row[]> {
  return new Promise((resolve, reject) => {
    const rows: Row[] = [];
    let decode: ((record: RecordFields) => Row) | undefined;
    // An exception in these callbacks would break the driver's connection: the first is kept until the end.
    let fault: Error | undefined;
    const guarded = (step: () => void): void => {
      if (fault !== undefined) return;
      try {
        step();
      } catch (error) {
        fault = error instanceof Error ? error : new Error(String(error));
      }
    };
    result.subscribe({
      onKeys: (columns) => {
        guarded(() => {
          decode = query.rowDecoder(columns);
        });
      },
      onNext: (record) => {
        guarded(() => {
          if (decode !== undefined) rows.push(decode(record));
        });
      },
      onCompleted: () => {
        if (fault === undefined) resolve(rows);
        else reject(fault);
      },
      onError: reject,
    });
  });
}
