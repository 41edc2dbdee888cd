/** What became of events that were handed in. */
export interface IngestOutcome {
  /** Events that are in the graph, whether new or known before. */
  readonly accepted: number;
  /** What could not be read. It is stored and can be listed. */
  readonly rejects: readonly IngestReject[];
}

export interface IngestReject {
  /** Of the event among those handed in, from 0. */
  readonly position: number;
  readonly code: string;
  readonly reason: string;
}

/** The service's own way in, which the API fronts: the one that HTTP has. */
export interface IngestService {
  /**
   * Takes events as the native format writes them. Resolves once all of them are committed, as events or as rejects.
   * Throws IngestRefusedError and DatabaseUnavailableError: sending the events again is right then.
   */
  take(events: readonly unknown[]): Promise<IngestOutcome>;
  /** Events and rejects that wait to be committed, whichever way they came. */
  waiting(): number;
}
