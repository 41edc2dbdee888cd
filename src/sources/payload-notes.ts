/** What is different between a record and the payload that is kept of it. */
export interface PayloadNotes {
  /** Size and SHA-256 (hex) of the whole line, of whose long values only the beginning is kept. */
  readonly truncated?: { readonly sizeBytes: number; readonly sha256: string };
  /** NUL bytes were left out, or bytes that were no UTF-8 became U+FFFD. */
  readonly sanitised?: true;
  /** What became of a tool call that did not simply succeed: known from another line than the record's own. */
  readonly outcome?: string;
}

/** `json`, or an object with what there is to note under `$runtrail` and the rest under `payload`. */
export function payloadText(json: string, notes: PayloadNotes): string {
  return Object.keys(notes).length === 0 ? json : `{"$runtrail":${JSON.stringify(notes)},"payload":${json}}`;
}
