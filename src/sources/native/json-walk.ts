/** Nothing that a client records is nested this deep; what is would exhaust the stack of some later reader. */
const MAX_DEPTH = 200;

/** What stands in the way of treating a value as JSON; null for nothing. */
type JsonProblem = 'TOO_DEEP' | 'NOT_JSON_DATA';

export interface JsonCheck {
  readonly problem: JsonProblem | null;
  /** True where some text holds NUL or half of a surrogate pair, which databases and encoders refuse. */
  readonly hasUnstorableText: boolean;
}

const UNSTORABLE = /[\0\p{Surrogate}]/u;
const ALL_UNSTORABLE = /[\0\p{Surrogate}]/gu;

/** Looks at a whole value without copying it. */
export function checkJson(value: unknown): JsonCheck {
  let hasUnstorableText = false;
  const visit = (part: unknown, depth: number): JsonProblem | null => {
    switch (typeof part) {
      case 'string':
        hasUnstorableText ||= UNSTORABLE.test(part);
        return null;
      case 'boolean':
        return null;
      case 'number':
        return Number.isFinite(part) ? null : 'NOT_JSON_DATA';
      case 'object': {
        if (part === null) return null;
        if (depth === MAX_DEPTH) return 'TOO_DEEP';
        if (!isPlain(part)) return 'NOT_JSON_DATA';
        for (const [key, member] of Object.entries(part)) {
          hasUnstorableText ||= UNSTORABLE.test(key);
          const problem = visit(member, depth + 1);
          if (problem !== null) return problem;
        }
        return null;
      }
      default:
        return 'NOT_JSON_DATA';
    }
  };
  const problem = visit(value, 0);
  return { problem, hasUnstorableText };
}

/** A copy in which U+FFFD stands for every NUL and unpaired surrogate, in names as in values. */
export function sanitiseJson(value: unknown): unknown {
  if (typeof value === 'string') return sanitiseText(value);
  if (Array.isArray(value)) return value.map(sanitiseJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [sanitiseText(key), sanitiseJson(member)]),
  );
}

export function sanitiseText(text: string): string {
  return text.replace(ALL_UNSTORABLE, '\uFFFD');
}

/** A copy without members that are null: producers write them for what they do not know. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(kept.map(([key, member]) => [key, withoutNulls(member)]));
}

/** JSON text in which the order of an object's members does not show. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(',')}}`;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPlain(value: object): boolean {
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
