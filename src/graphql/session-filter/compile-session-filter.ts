import type { EntityKind, EntityLabel } from '../../graph/model.js';
import type { GraphContext } from '../context.js';
import { BadInputError } from '../errors.js';
import type { Expression, Test, TestOp } from './expression.js';
import { operators } from './operators.js';
import type {
  BooleanFilter,
  ChoiceFilter,
  DateTimeFilter,
  IdFilter,
  LongFilter,
  TextFilter,
  UsdFilter,
} from './scalar-filter.input.js';
import type { SessionFilter } from './session-filter.input.js';

/** NOTs, ANDs and ORs within each other at most. */
const DEEPEST = 20;

type Conditions = Readonly<Record<string, unknown>>;

/** How a field about something related is read: by which relationships, to what, and each condition's property. */
interface RelationField {
  readonly kinds: readonly EntityKind[];
  readonly label: EntityLabel;
  /** Property of the related node by the condition's name. `key` is what ids name. */
  readonly properties: Readonly<Record<string, string>>;
}

const RELATIONS = {
  user: { kinds: ['RUN_BY'], label: 'User', properties: { email: 'emails' } },
  endpoint: { kinds: ['RAN_ON'], label: 'Endpoint', properties: { name: 'name', trust: 'trust' } },
  agent: { kinds: ['RAN_AS'], label: 'Agent', properties: { name: 'name', product: 'product' } },
  model: { kinds: ['USED_MODEL'], label: 'Model', properties: { name: 'key' } },
  key: { kinds: ['USED_KEY'], label: 'ApiKey', properties: { fingerprint: 'fingerprint', hint: 'hints' } },
  file: {
    kinds: ['READ', 'WROTE'],
    label: 'File',
    properties: { path: 'path', name: 'name', sensitivity: 'sensitivity' },
  },
  host: { kinds: ['CALLED'], label: 'Host', properties: { name: 'key', reach: 'reach' } },
  tool: { kinds: ['USED_TOOL'], label: 'Tool', properties: { name: 'key' } },
  server: { kinds: ['USED_SERVER'], label: 'McpServer', properties: { name: 'key' } },
  repository: {
    kinds: ['IN_REPOSITORY'],
    label: 'Repository',
    properties: { name: 'name', remote: 'remote' },
  },
  sandbox: { kinds: ['IN_SANDBOX'], label: 'Sandbox', properties: { name: 'name' } },
} as const satisfies Partial<Record<keyof SessionFilter, RelationField>>;

/**
 * The expression of a filter; an absent filter holds for every session.
 *
 * @throws BadInputError that names the argument: an operator set to null, a malformed id, too many or too long values.
 */
export function compileSessionFilter(
  context: GraphContext,
  filter: Readonly<SessionFilter> | null | undefined,
  argument = 'filter',
): Expression {
  return new Compiler(context).session(filter ?? {}, argument, 0);
}

class Compiler {
  readonly #context: GraphContext;

  constructor(context: GraphContext) {
    this.#context = context;
  }

  session(filter: Readonly<SessionFilter>, path: string, depth: number): Expression {
    if (depth > DEEPEST) {
      throw new BadInputError(
        path,
        `The filter nests AND, OR and NOT more than ${DEEPEST} deep.`,
        'Write it flatter: NOT of NOT is the condition itself, and conditions side by side all hold.',
      );
    }
    const parts: Expression[] = [];
    if (filter.AND != null) parts.push({ kind: 'all', of: this.#list(filter.AND, `${path}.AND`, depth) });
    if (filter.OR != null) parts.push({ kind: 'any', of: this.#list(filter.OR, `${path}.OR`, depth) });
    if (filter.NOT != null)
      parts.push({ kind: 'not', of: this.session(filter.NOT, `${path}.NOT`, depth + 1) });

    parts.push(...tests(this.#text('sessionId', filter.id, `${path}.id`)));
    parts.push(...tests(this.#text('product', filter.product, `${path}.product`)));
    parts.push(...tests(this.#choice('status', filter.status, `${path}.status`)));
    parts.push(...tests(this.#choice('actor', filter.actor, `${path}.actor`)));
    parts.push(...this.#number('startedAt', filter.startedAt, `${path}.startedAt`));
    parts.push(...this.#number('lastSeenAt', filter.lastSeenAt, `${path}.lastSeenAt`));
    parts.push(...this.#number('durationMs', filter.durationMs, `${path}.durationMs`));
    parts.push(...this.#number('costMicroUsd', filter.costUsd, `${path}.costUsd`, toMicroUsd));
    parts.push(...tests(this.#boolean('highSignal', filter.highSignal, `${path}.highSignal`)));
    parts.push(...tests(this.#boolean('sharedKey', filter.sharedKey, `${path}.sharedKey`)));
    parts.push(...tests(this.#boolean('sensitiveTouch', filter.sensitiveTouch, `${path}.sensitiveTouch`)));

    for (const [field, relation] of Object.entries(RELATIONS)) {
      const conditions = filter[field as keyof typeof RELATIONS];
      if (conditions != null)
        parts.push(this.#relation(relation, conditions as Conditions, `${path}.${field}`));
    }
    return { kind: 'all', of: parts };
  }

  #list(filters: readonly Readonly<SessionFilter>[], path: string, depth: number): Expression[] {
    return filters.map((filter, position) => this.session(filter, `${path}[${position}]`, depth + 1));
  }

  #relation(field: RelationField, conditions: Conditions, path: string): Expression {
    const found = this.#ids(field.label, conditions['id'] as IdFilter | null | undefined, `${path}.id`);
    for (const [name, property] of Object.entries(field.properties)) {
      const filter = conditions[name] as TextFilter | null | undefined;
      found.push(...this.#text(property, filter, `${path}.${name}`));
    }
    return {
      kind: 'relation',
      relation: { kinds: field.kinds, label: field.label, tests: found, negated: false },
    };
  }

  #text(property: string, filter: Readonly<TextFilter> | null | undefined, path: string): Test[] {
    if (filter == null) return [];
    const lower = property === 'emails';
    const texts = (values: readonly string[], operator: string): string[] => {
      this.#checkCount(values.length, `${path}.${operator}`);
      for (const value of values) this.#checkText(value, `${path}.${operator}`);
      return lower ? values.map((value) => value.toLowerCase()) : [...values];
    };
    return operators(filter, path).map(([operator, value]) => {
      switch (operator) {
        case 'eq':
        case 'ne':
          return textTest(property, 'IN', texts([value as string], operator), operator === 'ne');
        case 'in':
        case 'notIn':
          return textTest(property, 'IN', texts(value as string[], operator), operator === 'notIn');
        case 'contains':
          return textTest(property, 'CONTAINS', texts([value as string], operator), false);
        case 'startsWith':
          return textTest(property, 'STARTS_WITH', texts([value as string], operator), false);
        default:
          return textTest(property, 'ABSENT', [], value === false);
      }
    });
  }

  #choice(property: string, filter: Readonly<ChoiceFilter<string>> | null | undefined, path: string): Test[] {
    return this.#text(property, filter, path);
  }

  #ids(label: EntityLabel, filter: Readonly<IdFilter> | null | undefined, path: string): Test[] {
    if (filter == null) return [];
    return operators(filter, path).map(([operator, value]) => {
      const ids = Array.isArray(value) ? (value as string[]) : [value as string];
      this.#checkCount(ids.length, `${path}.${operator}`);
      const keys = ids.map((id) => this.#context.nodes.parse(id, `${path}.${operator}`, [label]).key);
      return textTest('key', 'IN', keys, operator === 'ne' || operator === 'notIn');
    });
  }

  #boolean(property: string, filter: Readonly<BooleanFilter> | null | undefined, path: string): Test[] {
    if (filter == null) return [];
    return operators(filter, path).map(([operator, value]) => {
      const wanted = (value === true) === (operator === 'eq');
      return textTest(property, 'TRUE', [], !wanted);
    });
  }

  #number(
    property: string,
    filter: Readonly<DateTimeFilter | LongFilter | UsdFilter> | null | undefined,
    path: string,
    convert: (value: number, argument: string) => number = (value) => value,
  ): Expression[] {
    if (filter == null) return [];
    return operators(filter, path).map(([operator, value]): Expression => {
      if (operator === 'isNull') return test(textTest(property, 'ABSENT', [], value === false));
      const number = convert(value as number, `${path}.${operator}`);
      const compare = (op: 'GTE' | 'LTE'): Expression =>
        test({ property, op, texts: [], number, negated: false });
      if (operator === 'gte') return compare('GTE');
      if (operator === 'lte') return compare('LTE');
      const equal: Expression = { kind: 'all', of: [compare('GTE'), compare('LTE')] };
      return operator === 'eq' ? equal : { kind: 'not', of: equal };
    });
  }

  #checkCount(count: number, argument: string): void {
    const { maxFilterValues } = this.#context.limits;
    if (count <= maxFilterValues) return;
    throw new BadInputError(
      argument,
      `${argument} holds ${count} values, at most ${maxFilterValues} are taken.`,
      'Ask several times with a part of the values each.',
    );
  }

  #checkText(text: string, argument: string): void {
    const { maxTextLength } = this.#context.limits;
    if (text.length <= maxTextLength) return;
    throw new BadInputError(
      argument,
      `${argument} has ${text.length} characters, at most ${maxTextLength} are taken.`,
      'Pass a part of the text with contains or startsWith.',
    );
  }
}

function textTest(property: string, op: TestOp, texts: readonly string[], negated: boolean): Test {
  return { property, op, texts, number: null, negated };
}

function test(of: Test): Expression {
  return { kind: 'test', test: of };
}

function tests(of: readonly Test[]): Expression[] {
  return of.map(test);
}

function toMicroUsd(usd: number, argument: string): number {
  const microUsd = Math.round(usd * 1_000_000);
  if (Number.isSafeInteger(microUsd)) return microUsd;
  throw new BadInputError(
    argument,
    `${argument} is beyond any amount that is stored.`,
    'Pass a smaller amount.',
  );
}
