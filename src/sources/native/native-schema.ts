import { readFileSync } from 'node:fs';

import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';

import { isRecord } from './json-walk.js';
import { withholdKeys } from './raw-key.js';
import type { NativeEventJson } from './wire.js';

/** The published schema, beside the program: it is read once, when the program starts. */
const SCHEMA_FILE = new URL('../../../schema/event.schema.json', import.meta.url);

const MAX_SHOWN_VALUE = 60;
const INSTANT_FORM =
  'ISO 8601 with a time zone (2026-11-21T10:00:00.000Z) or whole milliseconds since 1970-01-01 UTC';

// One fault is enough to tell, and stops the work on a hostile event early.
const ajv = new Ajv2020({ allErrors: false, verbose: true, strict: true, strictRequired: false });
const validate = ajv.compile<NativeEventJson>(JSON.parse(readFileSync(SCHEMA_FILE, 'utf8')));

export type Validation =
  | { readonly valid: true; readonly event: NativeEventJson }
  | { readonly valid: false; readonly member: string; readonly fault: string };

/** Holds an event against the schema. `fault` is a sentence that names the member and what it may be. */
export function validateNative(event: unknown): Validation {
  if (validate(event)) return { valid: true, event };
  const error = mostTelling(validate.errors ?? []);
  if (error === undefined) return { valid: false, member: '', fault: 'The event does not meet the schema.' };
  return { valid: false, member: memberOf(error), fault: sentenceFor(error) };
}

/** Of the errors of one place, the one that says what to do: not "no branch fits", and not one branch of several. */
function mostTelling(errors: readonly ErrorObject[]): ErrorObject | undefined {
  return (
    errors.findLast((error) => error.keyword === 'anyOf') ?? errors.find((error) => error.keyword !== 'if')
  );
}

function sentenceFor(error: ErrorObject): string {
  const member = memberOf(error);
  const subject = member === '' ? 'The event' : `\`${member}\``;
  const parameters: Readonly<Record<string, unknown>> = error.params;
  switch (error.keyword) {
    case 'required': {
      const missing = String(parameters['missingProperty']);
      const what = descriptionOf(propertiesOf(error)[missing]);
      return `${subject} lacks \`${missing}\`${what === '' ? '' : `: ${what}`}`;
    }
    case 'enum':
      return `${subject} is ${shown(error.data)}, and must be one of ${listOf(parameters['allowedValues'])}.`;
    case 'const':
      return `${subject} is ${shown(error.data)}, and must be ${shown(parameters['allowedValue'])}.`;
    case 'additionalProperties':
      return strangerIn(subject, shown(parameters['additionalProperty']), propertiesOf(error));
    case 'anyOf': {
      const choices = alternativesOf(error.schema);
      if (choices.length > 0) {
        // A misspelt member is the likely reason for which none is there.
        const stranger = Object.keys(isRecord(error.data) ? error.data : {}).find(
          (name) => !choices.includes(name),
        );
        if (stranger !== undefined && !Object.hasOwn(propertiesOf(error), stranger)) {
          return strangerIn(subject, shown(stranger), propertiesOf(error));
        }
        return `${subject} needs at least one of ${listOf(choices)}.`;
      }
      return `${subject} is ${shown(error.data)}, and must be ${INSTANT_FORM}.`;
    }
    case 'pattern': {
      const what = descriptionOf(error.parentSchema);
      return `${subject} is ${shown(error.data)}, which is not of its form${what === '' ? '.' : `: ${what}`}`;
    }
    default:
      return `${subject} ${error.message ?? 'does not meet the schema'}.`;
  }
}

/** `/context/endpoint/hostName` is context.endpoint.hostName. */
function memberOf(error: ErrorObject): string {
  return error.instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .join('.');
}

function shown(value: unknown): string {
  const text = withholdKeys(JSON.stringify(value) ?? 'nothing');
  return text.length > MAX_SHOWN_VALUE ? `${text.slice(0, MAX_SHOWN_VALUE)}…` : text;
}

function listOf(values: unknown): string {
  return Array.isArray(values) ? values.map(String).join(', ') : String(values);
}

/** The members of the object that an error is about: a condition within a schema does not repeat them. */
function propertiesOf(error: ErrorObject): Readonly<Record<string, unknown>> {
  const own = isRecord(error.parentSchema) ? error.parentSchema['properties'] : undefined;
  if (isRecord(own) && error.keyword !== 'required') return own;
  // Conditions stand on the event itself and on its touches, nowhere else.
  const holder = error.instancePath.startsWith('/touches/') ? definitions['touch'] : root;
  const properties = isRecord(holder) ? holder['properties'] : undefined;
  const known = isRecord(properties) ? properties : rootProperties;
  return isRecord(own) ? { ...known, ...own } : known;
}

function strangerIn(subject: string, name: string, properties: Readonly<Record<string, unknown>>): string {
  return `${subject} has no member ${name}; its members are ${listOf(Object.keys(properties))}.`;
}

function descriptionOf(schema: unknown): string {
  if (!isRecord(schema)) return '';
  const { description, $ref: reference } = schema;
  if (typeof description === 'string') return description;
  return typeof reference === 'string' ? descriptionOf(definitions[reference.replace('#/$defs/', '')]) : '';
}

/** The members of which one is required, where a schema's branches say nothing else. */
function alternativesOf(branches: unknown): string[] {
  if (!Array.isArray(branches)) return [];
  return branches.flatMap((branch: unknown) => {
    const required = isRecord(branch) ? branch['required'] : undefined;
    return Array.isArray(required) ? required.map(String) : [];
  });
}

const root: unknown = validate.schema;
const rootProperties = isRecord(root) && isRecord(root['properties']) ? root['properties'] : {};
const definitions = isRecord(root) && isRecord(root['$defs']) ? root['$defs'] : {};

/** The top-level members that the schema describes. */
export const NATIVE_MEMBERS: ReadonlySet<string> = new Set(Object.keys(rootProperties));

/** The types of events that the schema knows. */
export const NATIVE_TYPES: readonly string[] = typesOf(rootProperties['type']);

function typesOf(schema: unknown): readonly string[] {
  const types = isRecord(schema) ? schema['enum'] : undefined;
  return Array.isArray(types) ? types.map(String) : [];
}
