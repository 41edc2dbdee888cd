import neo4j from 'neo4j-driver';
import { describeType, type ValueType, type ValueTypes } from './value-type.js';
import { placed, ValueMismatch } from './value-mismatch.js';

export type Encode = (value: unknown) => unknown;

/**
 * Compiles the encoder of one type, once per query: it checks the value and gives what the driver sends.
 *
 * `int` and `instant` become Neo4j INTEGERs however deep they lie: the driver sends a JS number as a FLOAT, which
 * `LIMIT` refuses and which makes an index on INTEGERs miss. Fields that a map type does not name are not sent.
 */
export function encoderOf(type: ValueType): Encode {
  switch (type.kind) {
    case 'string':
      return (value) => {
        if (typeof value !== 'string') throw new ValueMismatch('string', value);
        return value;
      };
    case 'boolean':
      return (value) => {
        if (typeof value !== 'boolean') throw new ValueMismatch('boolean', value);
        return value;
      };
    case 'float':
      return (value) => {
        if (typeof value !== 'number' || !Number.isFinite(value)) throw new ValueMismatch('float', value);
        return value;
      };
    case 'int':
    case 'instant':
      return integerEncoder(type.kind);
    case 'json':
      throw new TypeError('A parameter cannot be json: declare its fields, or send a string.');
    case 'list':
      return listEncoder(type.of);
    case 'map':
      return mapEncoder(type.fields);
    case 'optional': {
      const encode = encoderOf(type.of);
      return (value) => (value === null ? null : encode(value));
    }
    default:
      return type satisfies never;
  }
}

function integerEncoder(expected: string): Encode {
  return (value) => {
    if (!Number.isSafeInteger(value)) throw new ValueMismatch(expected, value);
    return neo4j.int(value as number);
  };
}

function listEncoder(of: ValueType): Encode {
  const encode = encoderOf(of);
  const expected = `list<${describeType(of)}>`;
  return (value) => {
    if (!Array.isArray(value)) throw new ValueMismatch(expected, value);
    const encoded: unknown[] = [];
    let position = 0;
    try {
      for (; position < value.length; position++) encoded.push(encode(value[position]));
    } catch (error) {
      throw placed(error, `[${position}]`);
    }
    return encoded;
  };
}

function mapEncoder(fields: ValueTypes): Encode {
  const encode = fieldsEncoder(fields);
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new ValueMismatch('map', value);
    return encode(value);
  };
}

/** Encodes the named fields of an object; used for maps and for a query's parameters themselves. */
export function fieldsEncoder(fields: ValueTypes): (value: object) => Record<string, unknown> {
  const names = Object.keys(fields);
  const encoders = Object.values(fields).map(encoderOf);
  return (value) => {
    const source = value as Readonly<Record<string, unknown>>;
    const encoded: Record<string, unknown> = {};
    let position = 0;
    try {
      for (const encode of encoders) {
        const name = names[position]!;
        encoded[name] = encode(source[name]);
        position++;
      }
    } catch (error) {
      throw placed(error, `.${names[position]}`);
    }
    return encoded;
  };
}
