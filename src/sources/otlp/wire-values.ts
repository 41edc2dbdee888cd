import { asArray, isObject, type JsonObject, wellFormed } from '../json-shape.js';

/** Reading the values of OTLP, whether they came as JSON or from protobuf (see messages.ts). */

/** An attribute's or a body's value: whole numbers beyond 2^53 and non-finite ones as text, bytes as base64. */
export type OtlpValue =
  string | number | boolean | null | readonly OtlpValue[] | { readonly [key: string]: OtlpValue };

export type Attributes = Readonly<Record<string, OtlpValue>>;

/** Deeper than any client nests its values; what is nested deeper could not be walked safely. */
const MAX_DEPTH = 32;

/** A value is nested deeper than 32 levels. */
export class NestingError extends Error {
  override readonly name = 'NestingError';
}

/** A field under its name in OTLP/JSON, or under its protobuf name, which some encoders write instead. */
export function field(object: JsonObject, name: string): unknown {
  const value = object[name];
  return value === undefined ? object[name.replace(/[A-Z]/g, (upper) => `_${upper.toLowerCase()}`)] : value;
}

/** Throws NestingError. */
export function anyValue(value: unknown, depth = 0): OtlpValue {
  if (!isObject(value)) return null;
  if (depth > MAX_DEPTH)
    throw new NestingError('An attribute or body nests its values deeper than 32 levels.');
  const held = (name: string): unknown => field(value, name);
  const text = held('stringValue');
  if (typeof text === 'string') return wellFormed(text);
  const flag = held('boolValue');
  if (typeof flag === 'boolean') return flag;
  const whole = wholeNumber(held('intValue'));
  if (whole !== null) return whole;
  const double = held('doubleValue');
  if (typeof double === 'number') return Number.isFinite(double) ? double : String(double);
  if (typeof double === 'string')
    return double.trim() !== '' && Number.isFinite(Number(double)) ? Number(double) : double;
  const array = held('arrayValue');
  if (isObject(array)) return asArray(array['values']).map((item) => anyValue(item, depth + 1));
  const pairs = held('kvlistValue');
  if (isObject(pairs)) return attributes(pairs['values'], depth + 1);
  const bytes = held('bytesValue');
  if (bytes instanceof Uint8Array) return Buffer.from(bytes).toString('base64');
  return typeof bytes === 'string' ? wellFormed(bytes) : null;
}

/** Key-value pairs as an object; of a key that is given twice the last holds. Throws NestingError. */
export function attributes(pairs: unknown, depth = 0): Attributes {
  const entries: [string, OtlpValue][] = [];
  for (const pair of asArray(pairs)) {
    if (!isObject(pair) || typeof pair['key'] !== 'string') continue;
    entries.push([wellFormed(pair['key']), anyValue(pair['value'], depth)]);
  }
  return Object.fromEntries(entries);
}

/** Nanoseconds since 1970; null for none and for zero, which stands for none. */
export function nanoseconds(value: unknown): bigint | null {
  if (typeof value === 'number')
    return Number.isSafeInteger(value) || value > 2 ** 53 ? positive(floor(value)) : null;
  if (typeof value !== 'string' || !/^\d{1,20}$/.test(value)) return null;
  return positive(BigInt(value));
}

/** A trace or span id in lower-case hex; null for none, and for zeros, which stand for none. */
export function hexId(value: unknown): string | null {
  const hex = value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
  if (typeof hex !== 'string' || !/^(?:[0-9a-fA-F]{2}){1,16}$/.test(hex) || /^0+$/.test(hex)) return null;
  return hex.toLowerCase();
}

function wholeNumber(value: unknown): number | string | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || !/^-?\d{1,20}$/.test(value)) return null;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function floor(value: number): bigint | null {
  return Number.isFinite(value) ? BigInt(Math.floor(value)) : null;
}

function positive(value: bigint | null): bigint | null {
  return value === null || value <= 0n ? null : value;
}
