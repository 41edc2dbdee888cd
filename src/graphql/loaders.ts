import DataLoader from 'dataloader';

import type { GraphContext } from './context.js';

/**
 * How values are fetched for many keys at once. `load` runs ONE catalogue statement for the whole batch and answers
 * by key; a key that it leaves out gets `absent()`.
 */
export interface LoaderSpec<Value, Args = undefined> {
  /** For messages: the values, such as `users of sessions`. */
  readonly name: string;
  load(context: GraphContext, keys: readonly string[], args: Args): Promise<ReadonlyMap<string, Value>>;
  absent(): Value;
}

/** Keys of one batch at most: one statement carries so many. */
const LARGEST_BATCH = 1_000;

/**
 * The DataLoaders of one operation. A spec has one loader for each set of arguments, so that fields which ask for the
 * same thing share a batch and a cached value.
 */
export class Loaders {
  readonly #context: GraphContext;
  readonly #loaders = new Map<object, Map<string, DataLoader<string, unknown>>>();

  constructor(context: GraphContext) {
    this.#context = context;
  }

  /** The value of one key, fetched together with the others that are asked for in the same tick. */
  load<Value>(spec: LoaderSpec<Value>, key: string): Promise<Value>;
  load<Value, Args>(spec: LoaderSpec<Value, Args>, key: string, args: Args): Promise<Value>;
  load<Value, Args>(spec: LoaderSpec<Value, Args>, key: string, args?: Args): Promise<Value> {
    return this.#loaderOf(spec, args as Args).load(key);
  }

  #loaderOf<Value, Args>(spec: LoaderSpec<Value, Args>, args: Args): DataLoader<string, Value> {
    let ofSpec = this.#loaders.get(spec);
    if (ofSpec === undefined) this.#loaders.set(spec, (ofSpec = new Map()));
    const argsKey = JSON.stringify(args) ?? '';
    let loader = ofSpec.get(argsKey);
    if (loader === undefined) {
      loader = new DataLoader<string, unknown>(
        async (keys) => {
          const values = await spec.load(this.#context, keys, args);
          return keys.map((key) => (values.has(key) ? values.get(key) : spec.absent()));
        },
        { maxBatchSize: LARGEST_BATCH, name: spec.name },
      );
      ofSpec.set(argsKey, loader);
    }
    return loader as DataLoader<string, Value>;
  }
}

/** Rows to a map by key, where each key has at most one row. */
export function byKey<Row, Value>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  valueOf: (row: Row) => Value,
): ReadonlyMap<string, Value> {
  return new Map(rows.map((row) => [keyOf(row), valueOf(row)]));
}

/** Rows to a map of lists by key, in the order of the rows. */
export function groupedByKey<Row, Value>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  valueOf: (row: Row) => Value,
): ReadonlyMap<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [valueOf(row)]);
    else group.push(valueOf(row));
  }
  return groups;
}
