import type { Driver, Plan } from 'neo4j-driver';
import type { PlanNeed, Statement } from '../../src/graph/query.js';

interface Operator {
  /** Such as `NodeIndexSeek`. */
  readonly type: string;
  /** Such as `RANGE INDEX n:File(path) WHERE path = $path`. */
  readonly details: string;
  /** The operators that take its rows, the next one first. */
  readonly consumers: readonly Operator[];
}

/** What the server's notes about a statement mean here; `01N60` (missing parameters) is read apart. */
const FAULTY_NOTES: Readonly<Record<string, string>> = {
  '01N50': 'unknown label',
  '01N51': 'unknown relationship type',
  '01N52': 'unknown property',
  '03N90': 'Cartesian product',
};

/** What each group's statements do: `r` reads, `w` writes, `rw` both, `s` changes the schema. */
const QUERY_TYPES: Readonly<Record<string, readonly string[]>> = {
  constraints: ['s'],
  read: ['r'],
  signals: ['r'],
  write: ['rw', 'w'],
};

/**
 * Asks the database to plan a statement, without running it, and gives every way in which the plan is not what the
 * header of its file says; an empty list where all is well.
 */
export async function explainFaults(
  driver: Driver,
  database: string,
  statement: Statement,
): Promise<string[]> {
  const session = driver.session({ database });
  try {
    const result = session.run(`EXPLAIN ${statement.text}`);
    const columns = await result.keys();
    const summary = await result.summary();
    const { plan } = summary;
    if (plan === false) return ['the server gave no plan'];

    const notes = summary.gqlStatusObjects;
    const missing = notes.find(({ gqlStatus }) => gqlStatus === '01N60')?.statusDescription ?? '';
    const operators = operatorsOf(plan);
    return [
      ...compareNames('parameter', Object.keys(statement.params), parametersIn(missing)),
      ...compareNames('column', Object.keys(statement.returns), columns),
      ...kindFaults(statement, summary.queryType ?? ''),
      ...notes.flatMap(({ gqlStatus, statusDescription }) => {
        const fault = FAULTY_NOTES[gqlStatus];
        return fault === undefined ? [] : [`${fault}: ${statusDescription}`];
      }),
      ...scanFaults(statement.plan, operators),
      ...needFaults(statement.plan, operators),
    ];
  } finally {
    await session.close();
  }
}

function parametersIn(missing: string): string[] {
  return Array.from(missing.matchAll(/\$`([^`]+)`/g), (match) => match[1] ?? '');
}

function compareNames(what: string, declared: readonly string[], actual: readonly string[]): string[] {
  return [
    ...declared
      .filter((name) => !actual.includes(name))
      .map((name) => `the statement has no ${what} "${name}"`),
    ...actual.filter((name) => !declared.includes(name)).map((name) => `the header has no ${what} "${name}"`),
  ];
}

function kindFaults(statement: Statement, queryType: string): string[] {
  const group = statement.file.split('/')[0] ?? '';
  const expected = QUERY_TYPES[group] ?? [];
  return expected.includes(queryType)
    ? []
    : [`in ${group}/ a statement of type "${queryType}" does not stand`];
}

function operatorsOf(plan: Plan, consumers: readonly Operator[] = []): Operator[] {
  const details: unknown = plan.arguments['Details'];
  // `NodeUniqueIndexSeek(Locking)@neo4j` is a NodeUniqueIndexSeek.
  const type = plan.operatorType.replace(/[@(].*$/, '');
  const operator = { type, details: typeof details === 'string' ? details : '', consumers };
  return [operator, ...plan.children.flatMap((child) => operatorsOf(child, [operator, ...consumers]))];
}

interface IndexUse {
  readonly on: string;
  readonly properties: readonly string[];
}

/** `UNIQUE a:User(key)`, `RANGE INDEX n:Event(sessionKey, orderAt)`, `RANGE INDEX (a)-[r:READ(firstAt)]->(b)`. */
function indexesOf(details: string): IndexUse[] {
  return Array.from(details.matchAll(/(?:UNIQUE|\w+ INDEX) [^:,]*:(\w+)\(([^)]*)\)/g), (match) => ({
    on: match[1] ?? '',
    properties: (match[2] ?? '').split(',').map((property) => property.trim()),
  }));
}

type IndexNeed = Extract<PlanNeed, IndexUse>;

function uses(index: IndexUse, need: IndexNeed): boolean {
  return index.on === need.on && index.properties.join() === need.properties.join();
}

/** Scans of any kind, unless the header admits them. An index that is read for its order is admitted by `order`. */
function scanFaults(needs: readonly PlanNeed[], operators: readonly Operator[]): string[] {
  return operators
    .filter(({ type, details }) => type.includes('Scan') && !needs.some((need) => admits(need, details)))
    .map(({ type, details }) => `${type} of ${details} is not named by a plan line`);
}

function admits(need: PlanNeed, details: string): boolean {
  switch (need.kind) {
    case 'scan':
      return Array.from(details.matchAll(/:([\w|&]+)/g), (match) => match[1] ?? '').some((names) =>
        names.split(/[|&]/).includes(need.on),
      );
    case 'scanIndex':
    case 'order':
      return indexesOf(details).some((index) => uses(index, need));
    case 'seek':
    case 'any':
      return false;
    default:
      return need satisfies never;
  }
}

function needFaults(needs: readonly PlanNeed[], operators: readonly Operator[]): string[] {
  return needs.flatMap((need) => {
    switch (need.kind) {
      case 'seek':
        // From 2026 on a MERGE by a unique key is an operator of its own, which seeks the constraint's index.
        return usersOf(need, /IndexSeek|^MergeUniqueNode/, operators).length > 0
          ? []
          : [`no index seek on ${indexName(need)}`];
      case 'scanIndex':
        return usersOf(need, /Index\w*Scan/, operators).length > 0
          ? []
          : [`no scan of the index on ${indexName(need)}`];
      case 'order': {
        const sources = usersOf(need, /Index(?:Seek|Scan)/, operators);
        if (sources.length === 0) return [`no index gives the order of ${indexName(need)}`];
        return sources.some((source) => sortOf(source) === undefined)
          ? []
          : sources.map(
              (source) => `${sortOf(source)} sorts what the index on ${indexName(need)} should order`,
            );
      }
      case 'scan':
      case 'any':
        return [];
      default:
        return need satisfies never;
    }
  });
}

function usersOf(need: IndexNeed, type: RegExp, operators: readonly Operator[]): Operator[] {
  const usesIt = ({ details }: Operator): boolean => indexesOf(details).some((index) => uses(index, need));
  return operators.filter((operator) => type.test(operator.type) && usesIt(operator));
}

/** The first sort of the rows that the operator gives, before they are limited: what is few may be sorted again. */
function sortOf({ consumers }: Operator): string | undefined {
  const limit = consumers.findIndex(({ type }) => type.includes('Limit'));
  const unlimited = limit < 0 ? consumers : consumers.slice(0, limit);
  const sort = unlimited.find(({ type }) => /^(?:Partial)?(?:Sort|Top)/.test(type));
  return sort === undefined ? undefined : `${sort.type} ${sort.details}`;
}

function indexName({ on, properties }: IndexUse): string {
  return `${on}.${properties.join(', ')}`;
}
