import { list, map, optional, type ScalarKind, type ValueType } from '../../src/graph/value-type.js';

const SCALARS: ReadonlySet<string> = new Set<ScalarKind>([
  'string',
  'int',
  'float',
  'boolean',
  'instant',
  'json',
]);
const TOKEN = /\s*([A-Za-z_][A-Za-z0-9_]*|[<>{},:?]|\S)/y;

/** The text is no type of the header's grammar; the message says where it goes wrong. */
export class TypeGrammarError extends Error {
  override readonly name = 'TypeGrammarError';
}

/** Reads `string | int | float | boolean | instant | json | list<T> | map{field: T, …}`, each with an optional `?`. */
export function parseType(text: string): ValueType {
  const tokens = tokenise(text);
  let position = 0;

  const next = (): string => tokens[position++] ?? 'the end';
  const expect = (token: string): void => {
    const found = next();
    if (found !== token)
      throw new TypeGrammarError(`expected "${token}" but found "${found}" in the type "${text}"`);
  };
  const skip = (token: string): boolean => {
    const found = tokens[position] === token;
    if (found) position++;
    return found;
  };

  const fields = (): ValueType => {
    const types: Record<string, ValueType> = {};
    expect('{');
    do {
      const name = next();
      if (!isIdentifier(name)) throw new TypeGrammarError(`"${name}" is no field name in the type "${text}"`);
      if (Object.hasOwn(types, name))
        throw new TypeGrammarError(`the field "${name}" stands twice in "${text}"`);
      expect(':');
      types[name] = type();
    } while (skip(','));
    expect('}');
    return map(types);
  };

  const unmarked = (): ValueType => {
    const word = next();
    if (SCALARS.has(word)) return { kind: word as ScalarKind };
    if (word === 'map') return fields();
    if (word !== 'list') throw new TypeGrammarError(`"${word}" is no type (in "${text}")`);
    expect('<');
    const of = type();
    expect('>');
    return list(of);
  };

  const type = (): ValueType => {
    const plain = unmarked();
    return skip('?') ? optional(plain) : plain;
  };

  const parsed = type();
  if (position < tokens.length) throw new TypeGrammarError(`unexpected "${next()}" after the type "${text}"`);
  return parsed;
}

/** Fit to name a parameter, a column or a field in both Cypher and TypeScript. */
export function isIdentifier(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(text) && text !== '__proto__';
}

function tokenise(text: string): string[] {
  return Array.from(text.trim().matchAll(new RegExp(TOKEN, 'gy')), (match) => match[1] ?? '');
}
