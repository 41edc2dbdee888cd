import { SeededRandom } from '../../src/demo/seeded-random.js';
import type { SessionRef } from '../../src/events/event.js';
import type { NativeContextJson, NativeEventJson, NativeTouchJson } from '../../src/sources/native/wire.js';
import {
  type Codebase,
  Company,
  type CompanyOptions,
  DAY_MS,
  HISTORY_DAYS,
  HISTORY_ENDS_AT,
  MCP_SERVERS,
  MODELS,
  type Person,
  type Product,
  PRODUCTS,
} from './company.js';
import { SessionWriter } from './session-writer.js';
import { ZipfRanks } from './zipf.js';

/** One session, or one subagent, with all its events: timed, oldest first, no two at the same time. */
export interface PlannedSession {
  readonly ref: SessionRef;
  readonly context: NativeContextJson;
  readonly events: readonly NativeEventJson[];
}

export interface PlannedFamily {
  readonly top: PlannedSession;
  readonly subagents: readonly PlannedSession[];
}

interface Opening {
  readonly startsAt: number;
  /** By the build service, and not by a person. */
  readonly isBuild: boolean;
}

const BUILD_SHARE = 0.08;
const MODEL_RANKS = new ZipfRanks(MODELS.length, 1.1);

/**
 * The sessions of a company over 90 days, the earliest first: the same for the same seed and number. They are made as
 * they are asked for, so that memory does not grow with their number.
 */
export function* sessionPlans(
  options: CompanyOptions,
  company = new Company(options),
): Generator<PlannedFamily> {
  const latestOf = new Map<Person, SessionRef>();
  for (const [index, opening] of openings(options).entries()) {
    const random = new SeededRandom(`${options.seed}: session ${index}`);
    yield opening.isBuild
      ? buildSession(random, company, opening.startsAt)
      : personsSession(random, company, opening.startsAt, latestOf);
  }
}

function openings({ sessions, seed }: CompanyOptions): Opening[] {
  const random = new SeededRandom(`${seed}: openings`);
  const beganAt = HISTORY_ENDS_AT - HISTORY_DAYS * DAY_MS;
  return Array.from({ length: sessions }, (): Opening => {
    const isBuild = random.fraction() < BUILD_SHARE;
    for (;;) {
      const startsAt = Math.floor(beganAt + random.fraction() * HISTORY_DAYS * DAY_MS);
      if (isBuild || random.fraction() < busyness(startsAt)) return { startsAt, isBuild };
    }
  }).sort((a, b) => a.startsAt - b.startsAt);
}

/** How likely people are to start something then, from 0 to 1. */
function busyness(at: number): number {
  const date = new Date(at);
  const isWeekend = date.getUTCDay() % 6 === 0;
  const hoursFromNoon = Math.abs(date.getUTCHours() + date.getUTCMinutes() / 60 - 13);
  return (isWeekend ? 0.12 : 1) * Math.max(0.04, 1 - (hoursFromNoon / 7) ** 2);
}

function buildSession(random: SeededRandom, company: Company, startsAt: number): PlannedFamily {
  const common = random.fraction() < 0.6;
  const codebase = common
    ? random.pick(company.commonCodebases)
    : random.pick(personAt(random, company).codebases);
  const context: NativeContextJson = {
    identityCarried: true,
    endpoint: random.pick(company.runners),
    agent: PRODUCTS[0].agent,
    key: company.buildKey,
    repository: codebase.ref,
    permissionMode: 'bypassPermissions',
  };
  return planned({
    random,
    company,
    startsAt,
    product: PRODUCTS[0],
    codebase,
    context,
    turns: 1,
    origin: null,
  });
}

function personsSession(
  random: SeededRandom,
  company: Company,
  startsAt: number,
  latestOf: Map<Person, SessionRef>,
): PlannedFamily {
  const person = personAt(random, company);
  const product = random.fraction() < 0.8 ? PRODUCTS[0] : random.pick(PRODUCTS);
  const codebase = random.pick(random.fraction() < 0.2 ? company.commonCodebases : person.codebases);
  const sharesKey = person.teamKey !== null && random.fraction() < 0.4;
  // Now and then somebody tries the build service's key on a machine of their own.
  const key = random.fraction() < 0.002 ? company.buildKey : sharesKey ? person.teamKey : person.key;
  const context: NativeContextJson = {
    user: { email: person.email },
    identityCarried: true,
    endpoint: person.endpoint,
    agent: product.agent,
    key: key ?? person.key,
    repository: codebase.ref,
    permissionMode: random.fraction() < 0.1 ? 'acceptEdits' : 'default',
  };
  const latest = latestOf.get(person) ?? null;
  const origin = latest?.product === product.product && random.fraction() < 0.04 ? latest : null;
  const turns = 1 + Math.floor(-Math.log(1 - random.fraction()) * 2);
  const family = planned({ random, company, startsAt, product, codebase, context, turns, origin });
  latestOf.set(person, family.top.ref);
  return family;
}

function personAt(random: SeededRandom, company: Company): Person {
  const person = company.people[company.personRanks.draw(random)];
  if (person === undefined) throw new RangeError('A company has at least one person.');
  return person;
}

interface SessionParts {
  readonly random: SeededRandom;
  readonly company: Company;
  readonly startsAt: number;
  readonly product: Product;
  readonly codebase: Codebase;
  readonly context: NativeContextJson;
  readonly turns: number;
  /** The session whose history it carries on. */
  readonly origin: SessionRef | null;
}

function planned(parts: SessionParts): PlannedFamily {
  const { random, company, startsAt, product, codebase, context, origin } = parts;
  const ref = { product: product.product, sessionId: random.id('sess') };
  const model = MODELS[MODEL_RANKS.draw(random)] ?? MODELS[0];
  const file = (): string => codebase.files[codebase.ranks.draw(random)] ?? 'README.md';
  const host = (): string => company.hosts[company.hostRanks.draw(random)] ?? 'github.com';
  const writer = new SessionWriter({
    random,
    ref,
    context,
    product,
    model,
    startsAt,
    endsAt: HISTORY_ENDS_AT,
  });
  writer.start(origin);
  const callsOf = (of: SessionWriter, calls: number): void => {
    for (let call = 0; call < calls; call++) of.call(someCall(random, file, host));
  };
  const subagents: PlannedSession[] = [];
  const delegates = parts.turns > 2 && random.fraction() < 0.14;
  for (let turn = 0; turn < parts.turns; turn++) {
    writer.prompt(turn);
    callsOf(writer, random.integer(2, 10));
    if (delegates && turn === 1) {
      const subagent = writer.spawn(random.id('agent'));
      callsOf(subagent, random.integer(3, 8));
      writer.join(subagent);
      if (subagent.events.length > 0) subagents.push({ ref: subagent.ref, context, events: subagent.events });
    }
    writer.stop();
  }
  if (random.fraction() < 0.85) writer.end();
  return { top: { ref, context, events: writer.events }, subagents };
}

/** What one tool call is: mostly reading, some writing and searching, now and then a host or another server. */
function someCall(random: SeededRandom, file: () => string, host: () => string) {
  const kind = random.fraction();
  const read = (): NativeTouchJson => ({ kind: 'READ', path: file() });
  const wrote = (): NativeTouchJson => ({ kind: 'WROTE', path: file() });
  if (kind < 0.48) return { tool: 'Read', touches: [read()] };
  if (kind < 0.66) return { tool: 'Edit', touches: [wrote()] };
  if (kind < 0.7) return { tool: 'Write', touches: [wrote()] };
  if (kind < 0.78) return { tool: 'Grep', touches: [] };
  if (kind < 0.9)
    return { tool: 'Bash', touches: random.fraction() < 0.4 ? [called(random, host())] : [read()] };
  if (kind < 0.95) return { tool: 'WebFetch', touches: [called(random, host())] };
  const server = random.pick(MCP_SERVERS);
  return { tool: `mcp__${server}__query`, server, touches: [] };
}

function called(random: SeededRandom, host: string): NativeTouchJson {
  const isGit = host === 'github.com' && random.fraction() < 0.5;
  return { kind: 'CALLED', host, purpose: isGit ? 'GIT' : 'FETCH' };
}
