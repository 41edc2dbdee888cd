import type { OtlpRecord } from './records.js';

const MAX_ANCESTORS = 64;

/** How the spans of one request hang together: what a span leaves out, its parent or trace often says. */
export class SpanTree {
  readonly #byId = new Map<string, OtlpRecord>();
  readonly #children = new Map<string, OtlpRecord[]>();
  readonly #byTrace = new Map<string, OtlpRecord[]>();

  constructor(spans: readonly OtlpRecord[]) {
    for (const span of spans) {
      if (span.traceId === null) continue;
      append(this.#byTrace, span.traceId, span);
      if (span.spanId !== null) this.#byId.set(`${span.traceId}/${span.spanId}`, span);
      if (span.parentSpanId !== null) append(this.#children, `${span.traceId}/${span.parentSpanId}`, span);
    }
  }

  childrenOf(span: OtlpRecord): readonly OtlpRecord[] {
    return span.traceId === null || span.spanId === null
      ? []
      : (this.#children.get(`${span.traceId}/${span.spanId}`) ?? []);
  }

  /** What `pick` finds in the nearest ancestor that has it; null for none. */
  fromAncestors(span: OtlpRecord, pick: (ancestor: OtlpRecord) => string | null): string | null {
    let at: OtlpRecord | undefined = span;
    for (let steps = 0; steps < MAX_ANCESTORS; steps++) {
      at = at.parentSpanId === null ? undefined : this.#byId.get(`${at.traceId ?? ''}/${at.parentSpanId}`);
      if (at === undefined) return null;
      const found = pick(at);
      if (found !== null) return found;
    }
    return null;
  }

  /** What `pick` finds in the span's trace, where all spans that have it agree; null otherwise. */
  fromTrace(span: OtlpRecord, pick: (other: OtlpRecord) => string | null): string | null {
    const trace = span.traceId === null ? [] : (this.#byTrace.get(span.traceId) ?? []);
    const found = new Set<string>();
    for (const other of trace) {
      const value = pick(other);
      if (value !== null) found.add(value);
      if (found.size > 1) return null;
    }
    const [only] = found;
    return only ?? null;
  }
}

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
