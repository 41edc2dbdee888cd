import { lifeAt } from '../../src/graphql/session/session-status.js';
import type { SeedGraph, SeedProperties, SeedSession } from '../support/seed-graph.js';
import { seedKey } from '../support/seed-graph.js';

/**
 * What `SessionFilter` means, written a second time: straight from the descriptions in the schema, over the seeds
 * instead of the database, without clauses, plans or Cypher. The tests compare the two.
 */
export type Filter = Readonly<Record<string, unknown>>;

interface Thing {
  readonly key: string;
  readonly properties: SeedProperties;
}

/** Which relationships and which property of the thing a condition of a filter field is about. */
const RELATED: Readonly<
  Record<string, { kinds: readonly string[]; label: string; properties: Readonly<Record<string, string>> }>
> = {
  user: { kinds: ['RUN_BY'], label: 'User', properties: { email: 'emails' } },
  endpoint: { kinds: ['RAN_ON'], label: 'Endpoint', properties: { name: 'name', trust: 'trust' } },
  agent: { kinds: ['RAN_AS'], label: 'Agent', properties: { name: 'name', product: 'product' } },
  model: { kinds: ['USED_MODEL'], label: 'Model', properties: { name: 'name' } },
  key: { kinds: ['USED_KEY'], label: 'ApiKey', properties: { hint: 'hint', fingerprint: 'fingerprint' } },
  file: {
    kinds: ['READ', 'WROTE'],
    label: 'File',
    properties: { path: 'path', name: 'name', sensitivity: 'sensitivity' },
  },
  host: { kinds: ['CALLED'], label: 'Host', properties: { name: 'name', reach: 'reach' } },
  tool: { kinds: ['USED_TOOL'], label: 'Tool', properties: { name: 'name' } },
  server: { kinds: ['USED_SERVER'], label: 'McpServer', properties: { name: 'name' } },
  repository: {
    kinds: ['IN_REPOSITORY'],
    label: 'Repository',
    properties: { name: 'name', remote: 'remote' },
  },
};

export class FilterEvaluator {
  readonly #graph: SeedGraph;
  readonly #asOf: number;
  readonly #idleMs: number;

  constructor(graph: SeedGraph, asOf: number, idleMs: number) {
    this.#graph = graph;
    this.#asOf = asOf;
    this.#idleMs = idleMs;
  }

  holds(filter: Filter, session: SeedSession): boolean {
    return Object.entries(filter).every(([field, condition]) => {
      if (condition === null || condition === undefined) return true;
      if (field === 'AND') return (condition as Filter[]).every((part) => this.holds(part, session));
      if (field === 'OR') return (condition as Filter[]).some((part) => this.holds(part, session));
      if (field === 'NOT') return !this.holds(condition as Filter, session);
      const related = RELATED[field];
      if (related !== undefined) {
        return this.#things(session, related.kinds, related.label).some((thing) =>
          this.#thingMeets(condition as Filter, thing, related.properties, related.label),
        );
      }
      return meets([this.#fact(field, session)], condition as Filter, field === 'costUsd' ? 1_000_000 : 1);
    });
  }

  #thingMeets(
    conditions: Filter,
    thing: Thing,
    properties: Readonly<Record<string, string>>,
    label: string,
  ): boolean {
    return Object.entries(conditions).every(([name, condition]) => {
      if (condition === null || condition === undefined) return true;
      if (name === 'id') {
        return meets([Buffer.from(`${label}:${thing.key}`).toString('base64url')], condition as Filter);
      }
      const value = thing.properties[properties[name] ?? name] ?? null;
      const lowered = name === 'email' ? lowerTexts(condition as Filter) : (condition as Filter);
      return meets(Array.isArray(value) ? value : [value], lowered);
    });
  }

  /** Of the session itself and of its subagents. */
  #things(session: SeedSession, kinds: readonly string[], label: string): Thing[] {
    const members = this.#graph.sessions.filter(
      (other) => other.sessionId === session.sessionId && (other.product ?? '') === (session.product ?? ''),
    );
    return members.flatMap((member) =>
      Object.entries(member.related ?? {})
        .filter(([kind]) => kinds.includes(kind))
        .flatMap(([, targets]) => targets)
        .map((target) => {
          const key = typeof target === 'string' ? target : target.key;
          return { key, properties: this.#graph.nodes?.[`${label}:${key}`] ?? {} };
        }),
    );
  }

  #fact(field: string, session: SeedSession): unknown {
    const lastSeenAt = session.lastSeenAt ?? session.startedAt ?? null;
    const closedAt = session.killedAt ?? session.finishedAt ?? null;
    switch (field) {
      case 'id':
        return session.sessionId;
      case 'product':
        return session.product ?? 'claude-code';
      case 'status':
        return lifeAt(
          {
            startedAt: session.startedAt ?? null,
            lastSeenAt,
            finishedAt: session.finishedAt ?? null,
            killedAt: session.killedAt ?? null,
            killCause: null,
            closedAt,
          },
          this.#asOf,
          this.#idleMs,
        ).status;
      case 'actor':
        return (
          session.properties?.['actor'] ??
          (session.related?.RUN_BY === undefined ? 'NOT_REPORTED' : 'VERIFIED')
        );
      case 'startedAt':
        return session.startedAt ?? null;
      case 'lastSeenAt':
        return lastSeenAt;
      case 'durationMs': {
        const until = closedAt ?? lastSeenAt;
        return session.startedAt === undefined || until === null ? null : until - session.startedAt;
      }
      case 'costUsd':
        return session.properties?.['costMicroUsd'] ?? 0;
      default:
        return session.properties?.[field] ?? false;
    }
  }
}

/** At least one of the values meets every... each operator asks the values on its own: "has one that", or "has none". */
function meets(values: readonly unknown[], conditions: Filter, factor = 1): boolean {
  const some = (holds: (value: unknown) => boolean): boolean => values.some(holds);
  return Object.entries(conditions).every(([operator, operand]) => {
    const list = operand as readonly unknown[];
    const bound = asNumber(operand) * factor;
    switch (operator) {
      case 'eq':
        return some((value) => same(value, operand, factor));
      case 'ne':
        return !some((value) => same(value, operand, factor));
      case 'in':
        return some((value) => list.includes(value));
      case 'notIn':
        return !some((value) => list.includes(value));
      case 'contains':
        return some((value) => typeof value === 'string' && value.includes(operand as string));
      case 'startsWith':
        return some((value) => typeof value === 'string' && value.startsWith(operand as string));
      case 'gte':
        return some((value) => typeof value === 'number' && value >= bound);
      case 'lte':
        return some((value) => typeof value === 'number' && value <= bound);
      case 'isNull':
        return some((value) => value === null) === operand;
      default:
        throw new Error(`The evaluator does not know ${operator}.`);
    }
  });
}

function same(value: unknown, operand: unknown, factor: number): boolean {
  if (typeof value === 'number') return value === asNumber(operand) * factor;
  return value === operand;
}

/** Instants are given as text in the filter and kept as epoch milliseconds in the seeds. */
function asNumber(operand: unknown): number {
  return typeof operand === 'string' ? Date.parse(operand) : Number(operand);
}

function lowerTexts(condition: Filter): Filter {
  return JSON.parse(
    JSON.stringify(condition)
      .toLowerCase()
      .replace('"notin"', '"notIn"')
      .replace('"startswith"', '"startsWith"')
      .replace('"isnull"', '"isNull"'),
  ) as Filter;
}

/** Top-level seeds in an order of the API, ties broken as it breaks them. */
export function ordered(sessions: readonly SeedSession[], order: string): SeedSession[] {
  const start = (session: SeedSession): number => session.orderAt ?? session.startedAt ?? 0;
  const value = (session: SeedSession): number => {
    if (order === 'COST_DESC') return Number(session.properties?.['costMicroUsd'] ?? 0);
    if (order === 'LAST_SEEN_AT_DESC') return session.lastSeenAt ?? session.startedAt ?? -Infinity;
    return start(session);
  };
  const sign = order === 'STARTED_AT_ASC' ? 1 : -1;
  const byKey = (a: SeedSession, b: SeedSession): number => (seedKey(a) < seedKey(b) ? -1 : 1);
  return sessions
    .filter((session) => session.agentId === undefined)
    .toSorted((a, b) => {
      const [left, right] = [value(a), value(b)];
      return sign * (left === right ? byKey(a, b) : left < right ? -1 : 1);
    });
}
