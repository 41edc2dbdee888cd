/** What one request may ask for. All of it is public: `Query.limits` shows it. */
export interface ApiLimits {
  /** `first` of a connection at most, unless the field says otherwise. */
  readonly maxFirst: number;
  /** Ids that `nodes` takes at most. */
  readonly maxIds: number;
  readonly maxDepth: number;
  readonly maxAliases: number;
  /** Lexical tokens of a document at most. */
  readonly maxTokens: number;
  /** Of one operation, computed before any Cypher runs. */
  readonly maxCost: number;
  readonly maxBodyBytes: number;
  /** `totalCount` is exact up to this and says so. */
  readonly countCap: number;
  /** Clauses that a filter may have once its AND, OR and NOT are multiplied out. */
  readonly maxFilterClauses: number;
  /** Conditions in all of a filter's clauses together. */
  readonly maxFilterConditions: number;
  /** Values in one `in` or `notIn`. */
  readonly maxFilterValues: number;
  /** Characters of one text in an argument. */
  readonly maxTextLength: number;
  /** Events that one call of `ingestEvents` takes at most. */
  readonly maxIngestEvents: number;
  /** For one operation with all its statements, in milliseconds. */
  readonly operationTimeoutMs: number;
}

export const defaultLimits: ApiLimits = {
  maxFirst: 100,
  maxIds: 100,
  maxDepth: 16,
  maxAliases: 15,
  maxTokens: 4_000,
  maxCost: 20_000,
  maxBodyBytes: 1_048_576,
  countCap: 10_000,
  maxFilterClauses: 64,
  maxFilterConditions: 512,
  maxFilterValues: 200,
  maxTextLength: 2_000,
  maxIngestEvents: 1_000,
  operationTimeoutMs: 9_000,
};
