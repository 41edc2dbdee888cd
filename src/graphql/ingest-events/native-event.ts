import type { EventInput } from './event.input.js';

/**
 * An input as the native format writes it: plain data without what was left out. Flags that the format knows as true
 * alone are left out where they are false. The payload is passed as it is: null says that there is none to keep.
 */
export function nativeEvent({
  payload,
  live,
  joins,
  unnamed,
  ...members
}: EventInput): Readonly<Record<string, unknown>> {
  return {
    v: 1,
    ...membersOf(members),
    ...(live === true ? { live } : {}),
    ...(joins === true ? { joins } : {}),
    ...(unnamed === true ? { unnamed } : {}),
    ...(payload === undefined ? {} : { payload }),
  };
}

/** Inputs are instances of classes, with members that nobody gave. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  return typeof value === 'object' && value !== null ? membersOf(value) : value;
}

function membersOf(value: object): Readonly<Record<string, unknown>> {
  const given = Object.entries(value).filter(([, member]) => member !== undefined && member !== null);
  return Object.fromEntries(given.map(([name, member]) => [name, plain(member)]));
}
