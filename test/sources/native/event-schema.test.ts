import { readFileSync } from 'node:fs';

import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { demoDay } from '../../../src/demo/demo-day.js';
import { isReject, parseNativeEvent } from '../../../src/sources/native/parse-native-event.js';
import { toNative } from '../../../src/sources/native/to-native.js';
import { runtrailEvent } from './native-event.arbitrary.js';

interface Schema {
  readonly description?: string;
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly enum?: readonly string[];
}

const schema = JSON.parse(readFileSync('schema/event.schema.json', 'utf8')) as Schema;
const guide = readFileSync('docs/native-events.md', 'utf8');

function describedMembers(one: Schema, path: string): [string, string][] {
  return Object.entries(one.properties ?? {}).flatMap(([name, member]) => {
    const target =
      member.$ref === undefined ? member : (schema.$defs?.[member.$ref.replace('#/$defs/', '')] ?? {});
    const described: [string, string] = [`${path}.${name}`, member.description ?? target.description ?? ''];
    return [described, ...describedMembers(member, `${path}.${name}`)];
  });
}

const members = [
  ...describedMembers(schema, 'event'),
  ...Object.entries(schema.$defs ?? {}).flatMap(([name, one]) => describedMembers(one, name)),
];

describe('the published schema', () => {
  const validate = new Ajv2020({ strict: true, strictRequired: false }).compile(schema);

  it('describes every member', () => {
    expect(members.length).toBeGreaterThan(60);
    expect(members.filter(([, description]) => description.length < 10)).toEqual([]);
  });

  it('holds of the demo day', () => {
    const faults = [...demoDay(Date.UTC(2026, 10, 21))].flatMap((event) =>
      validate(event) ? [] : validate.errors,
    );
    expect(faults).toEqual([]);
  });

  it('holds of every event that is written, null payloads being any JSON', () => {
    fc.assert(
      fc.property(runtrailEvent, (event) => {
        const written: unknown = JSON.parse(JSON.stringify(toNative(event)));
        expect(validate(written) ? [] : validate.errors).toEqual([]);
      }),
    );
  });
});

describe('the guide for producers', () => {
  it('names every type and every top-level member', () => {
    const names = [...Object.keys(schema.properties ?? {}), ...(schema.properties?.['type']?.enum ?? [])];
    expect(names.filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
  });

  it('shows examples that are accepted', () => {
    const examples = [...guide.matchAll(/```json\n([\s\S]*?)```/g)].map(
      ([, text]) => JSON.parse(text ?? '') as unknown,
    );
    expect(examples.length).toBeGreaterThan(3);
    const rejects = examples
      .map((example) => parseNativeEvent(example, Date.UTC(2027, 0, 1)))
      .filter(isReject);
    expect(rejects).toEqual([]);
  });
});
