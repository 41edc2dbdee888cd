import { decoderOf } from './decode.js';
import { fieldsEncoder } from './encode.js';
import { QueryParameterError, QueryRowError } from './errors.js';
import { describeType, type ValueTypes } from './value-type.js';
import { ValueMismatch } from './value-mismatch.js';

/** What a statement's plan must or may hold, from the header's `plan:` lines. */
export type PlanNeed =
  /** The plan holds an index seek on these properties. `on` is a label or a relationship type. */
  | { readonly kind: 'seek'; readonly on: string; readonly properties: readonly string[] }
  /** The index on these properties gives the rows in order: no sort stands in the plan. */
  | { readonly kind: 'order'; readonly on: string; readonly properties: readonly string[] }
  /** The plan scans this index, and not the label: right for an index that few nodes are in, or for CONTAINS. */
  | { readonly kind: 'scanIndex'; readonly on: string; readonly properties: readonly string[] }
  /** A scan of the label or relationship type is admitted. */
  | { readonly kind: 'scan'; readonly on: string }
  /** The statement has no index need. */
  | { readonly kind: 'any'; readonly reason: string };

/** One file of the catalogue. */
export interface Statement {
  /** camelCase of the file's name. */
  readonly name: string;
  /** The file, below `cypher/`. */
  readonly file: string;
  readonly text: string;
  readonly params: ValueTypes;
  readonly returns: ValueTypes;
  readonly plan: readonly PlanNeed[];
}

/** What a decoder reads a record through: the driver's Record is one. */
export interface RecordFields {
  get(position: number): unknown;
}

interface TypedStatement<Params extends object, Row> extends Statement {
  /** What the driver is given. Throws QueryParameterError. */
  encode(params: Params): Record<string, unknown>;
  /** The decoder of records with these columns, found by name. It, and finding them, throw QueryRowError. */
  rowDecoder(columns: readonly string[]): (record: RecordFields) => Row;
}

export interface ReadQuery<Params extends object, Row> extends TypedStatement<Params, Row> {
  readonly mode: 'read';
}

export interface WriteQuery<Params extends object, Row> extends TypedStatement<Params, Row> {
  readonly mode: 'write';
}

/** The parameters of a query that takes none: pass `{}`. */
export type NoParams = Readonly<Record<string, never>>;

/** Why a session may matter, as the header of its file in `cypher/signals/` says. */
export interface SignalHeader {
  readonly code: string;
  readonly title: string;
  readonly question: string;
  /** Free text, such as `HIGH 20, CRITICAL 30`. */
  readonly points: string;
  readonly kind: 'TRUST' | 'SCOPE' | 'BOUNDARY';
  readonly axis: 'URGENCY' | 'REPLAY' | 'BOTH';
  readonly version: number;
  readonly alert: boolean;
}

/** A signal's statement without the types of its parameters and rows: what a list of signals holds. */
export interface SignalStatement extends Statement {
  readonly signal: SignalHeader;
}

export interface SignalQuery<Params extends object, Row> extends ReadQuery<Params, Row>, SignalStatement {}

/** A constraint or index: neither parameters nor rows. */
export type SchemaStatement = WriteQuery<NoParams, never>;

export function defineReadQuery<Params extends object, Row>(statement: Statement): ReadQuery<Params, Row> {
  return { ...statement, mode: 'read', ...compile<Params, Row>(statement) };
}

export function defineWriteQuery<Params extends object, Row>(statement: Statement): WriteQuery<Params, Row> {
  return { ...statement, mode: 'write', ...compile<Params, Row>(statement) };
}

export function defineSignalQuery<Params extends object, Row>(
  statement: SignalStatement,
): SignalQuery<Params, Row> {
  return { ...statement, mode: 'read', ...compile<Params, Row>(statement) };
}

export function defineSchemaStatement(statement: Statement): SchemaStatement {
  return defineWriteQuery<NoParams, never>(statement);
}

function compile<Params extends object, Row>(
  statement: Statement,
): Pick<TypedStatement<Params, Row>, 'encode' | 'rowDecoder'> {
  const decoderFor = rowDecoders(statement);
  return {
    encode: parametersEncoder(statement),
    rowDecoder: (columns) => decoderFor(columns) as (record: RecordFields) => Row,
  };
}

function parametersEncoder(statement: Statement): (params: object) => Record<string, unknown> {
  const encode = fieldsEncoder(statement.params);
  return (params) => {
    try {
      return encode(params);
    } catch (error) {
      if (!(error instanceof ValueMismatch)) throw error;
      const path = `$${error.path.slice(1)}`;
      throw new QueryParameterError(statement.name, path, error.expected, error.got);
    }
  };
}

/** Columns are found by name once per result, not once per row. */
function rowDecoders(
  statement: Statement,
): (columns: readonly string[]) => (record: RecordFields) => Record<string, unknown> {
  const names = Object.keys(statement.returns);
  const decoders = Object.values(statement.returns).map(decoderOf);
  return (columns) => {
    const positions = Object.entries(statement.returns).map(([name, type]) => {
      const position = columns.indexOf(name);
      if (position < 0) throw new QueryRowError(statement.name, name, describeType(type), 'no such column');
      return position;
    });
    return (record) => {
      const row: Record<string, unknown> = {};
      let column = 0;
      try {
        for (const decode of decoders) {
          row[names[column]!] = decode(record.get(positions[column]!));
          column++;
        }
      } catch (error) {
        if (!(error instanceof ValueMismatch)) throw error;
        throw new QueryRowError(statement.name, `${names[column]}${error.path}`, error.expected, error.got);
      }
      return row;
    };
  };
}
