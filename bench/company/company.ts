import { createHash } from 'node:crypto';

import { SeededRandom } from '../../src/demo/seeded-random.js';
import type { AgentRef, ApiKeyRef, EndpointRef, RepositoryRef, Sensitivity } from '../../src/events/event.js';
import { ZipfRanks } from './zipf.js';

/** The moment at which the company's history ends: fixed, so that a seed gives the same company on any day. */
export const HISTORY_ENDS_AT = Date.UTC(2026, 9, 30, 15);
export const HISTORY_DAYS = 90;
export const DAY_MS = 24 * 60 * 60 * 1000;

export interface CompanyOptions {
  /** Top-level sessions; subagents come on top. */
  readonly sessions: number;
  readonly seed: string;
}

export interface Codebase {
  readonly ref: RepositoryRef & { readonly remote: string };
  /** Paths within the repository, the most used first. */
  readonly files: readonly string[];
  readonly ranks: ZipfRanks;
}

export interface Person {
  readonly email: string;
  readonly endpoint: EndpointRef;
  readonly key: ApiKeyRef;
  /** The team's key, which the person uses now and then; null in a team that has none. */
  readonly teamKey: ApiKeyRef | null;
  /** What the person mostly works in. */
  readonly codebases: readonly [Codebase, ...Codebase[]];
}

export interface Product {
  readonly product: string;
  readonly agent: AgentRef;
  /** How its provider's ids of tool calls begin. */
  readonly callPrefix: string;
}

export const PRODUCTS: readonly [Product, ...Product[]] = [
  { product: 'claude-code', agent: { product: 'Claude Code', version: '1.2.0' }, callPrefix: 'toolu' },
  { product: 'codex', agent: { product: 'Codex', version: '0.46.0' }, callPrefix: 'call' },
  { product: 'cursor', agent: { product: 'Cursor', version: '0.42.0' }, callPrefix: 'call' },
];

export const MODELS = [
  'claude-sonnet-4-6',
  'claude-opus-4-6',
  'gpt-5-codex',
  'claude-haiku-4-5',
  'gpt-5',
] as const;

export const MCP_SERVERS = ['tracker', 'github', 'warehouse', 'design', 'wiki', 'calendar'] as const;

/** Hosts that every kind of work calls, the most called first; what only few call follows in the company's own list. */
const COMMON_HOSTS = [
  'github.com',
  'api.github.com',
  'artifacts.acme.internal',
  'developer.mozilla.org',
  'ci.acme.internal',
  'tracker.acme.internal',
  'docs.python.org',
  'api.stripe.com',
  'sentry.io',
  'grafana.acme.internal',
];

const AREAS = [
  'ledger',
  'search',
  'profile',
  'billing',
  'queue',
  'feed',
  'export',
  'routing',
  'report',
  'cache',
] as const;
const PARTS = ['service', 'store', 'view', 'client', 'schema', 'handler', 'policy', 'worker'] as const;
const SENSITIVE_FILES = [
  'src/auth/login.ts',
  '.env',
  'deploy/credentials.json',
  'src/payments/charge.ts',
] as const;

/**
 * A company whose people work with coding agents: teams with codebases of their own beside a few that everybody uses,
 * a key for each person, keys that teams share, and a build service on one key that is busier than any other.
 */
export class Company {
  readonly people: readonly Person[];
  readonly personRanks: ZipfRanks;
  /** What everybody works in now and then. */
  readonly commonCodebases: readonly [Codebase, ...Codebase[]];
  readonly hosts: readonly string[];
  readonly hostRanks: ZipfRanks;
  /** Machines of the build service. */
  readonly runners: readonly [EndpointRef, ...EndpointRef[]];
  /** The busiest key: the build service's. */
  readonly buildKey: ApiKeyRef;

  constructor({ sessions, seed }: CompanyOptions) {
    const random = new SeededRandom(`${seed}: company`);
    const key = (owner: string): ApiKeyRef => apiKey(seed, owner);
    const teamCount = Math.max(3, Math.round(sessions / 640));
    const commonSize = Math.max(300, Math.round(sessions / 20));

    this.commonCodebases = [
      codebase(random, 'platform', commonSize, 'HIGH'),
      codebase(random, 'web', commonSize, 'LOW'),
      codebase(random, 'infrastructure', Math.round(commonSize / 2), 'HIGH'),
      codebase(random, 'docs', Math.round(commonSize / 2), 'NONE'),
    ];
    const teams = Array.from({ length: teamCount }, (_, team) => ({
      key: random.fraction() < 0.2 ? key(`team ${team}`) : null,
      codebases: [
        codebase(random, `team-${team}-service`, random.integer(150, 600)),
        codebase(random, `team-${team}-jobs`, random.integer(60, 300)),
      ] as const,
    }));
    this.people = teams.flatMap(({ key: teamKey, codebases }, team) =>
      Array.from({ length: 8 }, (_, seat): Person => {
        const number = team * 8 + seat;
        return { ...desk(random, number), key: key(`person ${number}`), teamKey, codebases };
      }),
    );
    this.personRanks = new ZipfRanks(this.people.length, 0.45);
    this.hosts = [...COMMON_HOSTS, ...rareHosts(Math.max(60, Math.round(sessions / 60)))];
    this.hostRanks = new ZipfRanks(this.hosts.length, 1.05);
    const [runner, ...runners] = Array.from(
      { length: Math.max(2, Math.round(sessions / 6_000)) },
      (_, number) => enrolled(`runner-${number}`, `10.9.0.${number + 1}`),
    );
    this.runners = [runner ?? enrolled('runner-0', '10.9.0.1'), ...runners];
    this.buildKey = key('build service');
  }
}

function desk(random: SeededRandom, number: number): Pick<Person, 'email' | 'endpoint'> {
  const name = `wks-${String(number).padStart(4, '0')}.acme.internal`;
  const address = `10.${20 + (number >> 8)}.${number & 255}.10`;
  return {
    email: `person.${number}@acme.example`,
    endpoint: random.fraction() < 0.7 ? enrolled(name, address) : { hostName: name, address },
  };
}

function enrolled(hostName: string, address: string): EndpointRef {
  return { enrolmentId: `mdm-${hostName}`, hostName, address };
}

/** A keyed hash in the real world; here any digest that the seed decides will do. */
function apiKey(seed: string, owner: string): ApiKeyRef {
  const fingerprint = createHash('sha256').update(`${seed}: key of ${owner}`).digest('hex');
  return { fingerprint, hint: `sk-ant-...${fingerprint.slice(0, 4).toUpperCase()}` };
}

function codebase(random: SeededRandom, name: string, size: number, sensitivity?: Sensitivity): Codebase {
  const paths = new Set<string>(['README.md', 'package.json', 'src/main.ts', 'src/config.ts']);
  for (let number = 0; paths.size < size; number++) {
    const area = random.pick(AREAS);
    paths.add(`src/${area}/${random.pick(PARTS)}-${Math.floor(number / 4)}.ts`);
    if (number % 4 === 3) paths.add(`test/${area}/case-${Math.floor(number / 4)}.test.ts`);
  }
  const files = [...paths];
  // Somewhere in the middle: sensitive files are touched, and not by everybody.
  for (const [index, file] of SENSITIVE_FILES.entries())
    files.splice(Math.round(files.length / 5) + 7 * index, 0, file);
  return {
    ref: { remote: `github.com/acme/${name}`, ...(sensitivity === undefined ? {} : { sensitivity }) },
    files,
    ranks: new ZipfRanks(files.length, 0.85),
  };
}

function rareHosts(count: number): string[] {
  return Array.from({ length: count }, (_, n) =>
    n % 5 === 0 ? `svc-${n}.acme.internal` : `site-${n}.example.com`,
  );
}
