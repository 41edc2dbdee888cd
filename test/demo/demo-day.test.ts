import { describe, expect, it } from 'vitest';

import { demoDay, demoDayNdjson } from '../../src/demo/demo-day.js';
import { REPRESENTATIVE_SESSION_ID } from '../../src/demo/featured-sessions.js';
import type { RuntrailEvent } from '../../src/events/event.js';
import { isReject, parseNativeEvent } from '../../src/sources/native/parse-native-event.js';
import type { NativeEventJson } from '../../src/sources/native/wire.js';
import { distanceFrom, usdOf, usdPerMinute } from './baseline.js';
import { appraiseDay, type Appraisal } from './scorer.js';
import type { SessionFacts } from './session-facts.js';

const AS_OF = Date.UTC(2026, 10, 21, 17, 0, 0);
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

function parsed(wire: Iterable<NativeEventJson>): RuntrailEvent[] {
  return [...wire].map((event) => {
    const result = parseNativeEvent(event, AS_OF);
    if (isReject(result)) throw new Error(`${result.code}: ${result.reason}`);
    return result;
  });
}

const wire = [...demoDay(AS_OF)];
const events = parsed(wire);
const day = appraiseDay(events, AS_OF);
const topLevel = day.appraisals.filter(({ session }) => session.isTopLevel);

/** A session by what the ledger shows of it. */
function theOne(name: string, fits: (session: SessionFacts) => boolean): Appraisal {
  const [found, ...more] = topLevel.filter(({ session }) => fits(session));
  if (found === undefined || more.length > 0) throw new Error(`There must be one session ${name}.`);
  return found;
}

const R = theOne('R', (s) => s.id.endsWith(REPRESENTATIVE_SESSION_ID));
const B = theOne('B', (s) => s.user === 'bob@company.com' && s.hints.has('sk-ant-...A3F2'));
const E = theOne('E', (s) => s.user === 'carol@company.com' && s.hints.has('sk-ant-...C001'));
const U = theOne('U', (s) => s.user === null);
const others = day.appraisals.filter((appraisal) => ![R, B, E, U].includes(appraisal));

describe('the figures of the day', () => {
  it('has 43 sessions in the last 24 hours, 5 active and 38 ended by an end event', () => {
    expect(topLevel).toHaveLength(43);
    expect(topLevel.filter(({ session }) => session.endedAt === null)).toHaveLength(5);
    expect(topLevel.filter(({ session }) => session.endedAt === session.lastSeenAt)).toHaveLength(38);
    expect(Math.min(...events.map((event) => event.at ?? 0))).toBeGreaterThan(AS_OF - DAY_MS);
    expect(Math.max(...events.map((event) => event.at ?? Infinity))).toBeLessThanOrEqual(AS_OF);
  });

  it('costs exactly $52.48, all of it reported', () => {
    const requests = events.filter((event) => event.type === 'MODEL_REQUEST');
    expect(requests.reduce((sum, request) => sum + (request.costMicroUsd ?? 0), 0)).toBe(52_480_000);
    expect(new Set(requests.map((request) => request.costBasis))).toEqual(new Set(['REPORTED']));
    expect(
      requests.every((request) => Number.isInteger(request.costMicroUsd) && (request.costMicroUsd ?? 0) > 0),
    ).toBe(true);
  });

  it('has 7 verified users, and one session of an unknown one', () => {
    expect(new Set(topLevel.flatMap(({ session }) => session.user ?? [])).size).toBe(7);
    expect(topLevel.filter(({ session }) => session.absence === 'UNKNOWN')).toEqual([U]);
    expect(topLevel.filter(({ session }) => session.absence === 'NOT_REPORTED')).toEqual([]);
  });

  it('has 4 shared-key sessions, and no reason on any key beyond those', () => {
    expect(day.sharedKeySessions).toEqual([R, B, E, U].map(({ session }) => session.id).toSorted());
    const found = day.findings.map(({ reason, sessions }) => `${reason}: ${sessions.toSorted().join(' ')}`);
    const pair = (a: Appraisal, b: Appraisal): string => [a.session.id, b.session.id].toSorted().join(' ');
    expect(found.toSorted()).toEqual([
      `SHARED_ACROSS_ENDPOINTS: ${pair(R, B)}`,
      `SHARED_ACROSS_USERS: ${pair(R, B)}`,
      `UNKNOWN_USER_ON_KNOWN_KEY: ${pair(E, U)}`,
    ]);
  });

  it('joins the sessions that matter by two entities, a machine, a key and a model, and by nothing else', () => {
    const [key] = E.session.keys;
    expect(day.links).toEqual([
      'endpoint 10.0.1.44',
      'file github.com/acme/infrastructure//deploy/.env.production',
      'host transfer.example.net',
      `key ${key}`,
      'model claude-sonnet-4-6',
    ]);
  });

  it('has 3 sensitive repository touches', () => {
    const liveSettings = 'github.com/acme/infrastructure//deploy/.env.production';
    expect(day.sensitiveTouches.toSorted()).toEqual(
      [
        `${E.session.id} ${liveSettings}`,
        `${U.session.id} ${liveSettings}`,
        `${R.session.id} github.com/acme/payments//src/auth.ts`,
      ].toSorted(),
    );
  });

  it('has 3 high-signal sessions, of which 2 matter now: one live, one ended', () => {
    expect(
      day.appraisals
        .filter(({ isHighSignal }) => isHighSignal)
        .map(({ session }) => session.id)
        .toSorted(),
    ).toEqual([R, E, U].map(({ session }) => session.id).toSorted());
    expect(day.mattersNow.toSorted()).toEqual([R, E].map(({ session }) => session.id).toSorted());
    expect(day.explained).toEqual([{ by: E.session.id, live: U.session.id }]);
  });
});

describe('the points of the four sessions that the day is about', () => {
  it('gives R 90', () => {
    expect(R.ledger).toEqual({
      SENSITIVE_READ: 20,
      READ_THEN_OUTBOUND: 40,
      OUTBOUND_EXTERNAL: 5,
      SCOPE_CHANGE: 10,
      SHARED_KEY: 15,
    });
    expect(R.level).toBe('MEDIUM');
  });

  it('gives B 20', () => {
    expect(B.ledger).toEqual({ SHARED_KEY: 15, OUTBOUND_EXTERNAL: 5 });
    expect(B.level).toBe('MEDIUM');
  });

  it('gives E 145', () => {
    expect(E.ledger).toEqual({
      SENSITIVE_READ: 30,
      READ_THEN_OUTBOUND: 40,
      OUTBOUND_EXTERNAL: 15,
      WEAK_ATTRIBUTION: 15,
      SHARED_KEY: 15,
      EXPLAINS_LIVE: 30,
    });
    expect(E.level).toBe('LOW');
  });

  it('gives U 100', () => {
    expect(U.ledger).toEqual({
      SENSITIVE_READ: 30,
      OUTBOUND_EXTERNAL: 15,
      WEAK_ATTRIBUTION: 40,
      SHARED_KEY: 15,
    });
    expect(U.level).toBe('UNKNOWN');
  });

  it('gives every other session fewer than 50', () => {
    expect(others.filter(({ session }) => session.isTopLevel)).toHaveLength(39);
    expect(others.filter(({ session }) => session.endedAt === null && session.isTopLevel)).toHaveLength(3);
    expect(Math.max(...others.map(({ consequence }) => consequence))).toBeLessThan(50);
    expect(others.flatMap(({ ledger }) => Object.keys(ledger))).not.toContain('WEAK_ATTRIBUTION');
  });

  it('stands if every answer of an MCP server counts as one from outside', () => {
    const wider = appraiseDay(events, AS_OF, { everyServerIsExternal: true });
    const points = new Map(wider.appraisals.map(({ session, consequence }) => [session.id, consequence]));
    expect([R, B, E, U].map(({ session }) => points.get(session.id))).toEqual([90, 20, 145, 100]);
    expect(wider.mattersNow.toSorted()).toEqual(day.mattersNow.toSorted());
    expect([...points.values()].filter((value) => value >= 50)).toHaveLength(3);
  });
});

describe('the scorer sees a difference', () => {
  const without = (session: Appraisal): NativeEventJson[] =>
    wire.filter((event) => !session.session.id.endsWith(event.sessionId));
  const pointsOf = (changed: readonly NativeEventJson[], of: Appraisal): number | undefined =>
    appraiseDay(parsed(changed), AS_OF).appraisals.find(({ session }) => session.id === of.session.id)
      ?.consequence;

  it('when nobody else uses the key', () => {
    expect(pointsOf(without(B), R)).toBe(75);
  });

  it('when there is no live session left to explain', () => {
    // Nor is there a shared key then, so that the attribution is no longer weak.
    expect(pointsOf(without(U), E)).toBe(145 - 30 - 15 - 15);
  });

  it('when the live session reads first and calls afterwards', () => {
    const reversed = wire.map((event) =>
      U.session.id.endsWith(event.sessionId) && event.touches !== undefined
        ? { ...event, at: U.session.startedAt + (event.touches[0]?.kind === 'CALLED' ? 2 : 1) * MINUTE_MS }
        : event,
    );
    expect(pointsOf(reversed, U)).toBe(140);
  });

  it('when the rare site is called by everybody', () => {
    const popular = wire.map(
      (event) =>
        JSON.parse(
          JSON.stringify(event).replaceAll('developer.mozilla.org', 'transfer.example.net'),
        ) as NativeEventJson,
    );
    expect(pointsOf(popular, E)).toBe(135);
  });
});

describe('the representative session', () => {
  it('is the one of the ledger: alice, Claude Code 1.2.0, alice-mbp.local, sonnet, …A3F2', () => {
    expect(R.session.user).toBe('alice@company.com');
    expect(R.session.endpoint).toEqual({ name: 'alice-mbp.local', identity: 'HOST_NAME' });
    expect([...R.session.models]).toEqual(['claude-sonnet-4-6']);
    expect([...R.session.hints]).toEqual(['sk-ant-...A3F2']);
    expect(REPRESENTATIVE_SESSION_ID).toMatch(/^sess_01XFa9q/);
    const agents = events
      .filter((event) => event.session.sessionId === REPRESENTATIVE_SESSION_ID)
      .map((e) => e.context.agent);
    expect(new Set(agents.map((agent) => `${agent?.product} ${agent?.version}`))).toEqual(
      new Set(['Claude Code 1.2.0']),
    );
  });

  it('is 14 minutes live, with 8 turns and $0.43', () => {
    expect(AS_OF - R.session.startedAt).toBe(14 * MINUTE_MS);
    expect(R.session.endedAt).toBeNull();
    expect(R.session.turns).toBe(8);
    expect(R.session.costs.reduce((sum, { microUsd }) => sum + microUsd, 0)).toBe(430_000);
  });

  it('used three servers, touched three files, one of them sensitive, and called two hosts', () => {
    expect([...R.session.servers].toSorted()).toEqual(['filesystem', 'github', 'web-search']);
    expect(new Set(R.session.files.map(({ file }) => file)).size).toBe(3);
    expect(
      new Set(
        R.session.files.filter(({ level }) => level !== 'NONE').map(({ file, level }) => `${file} ${level}`),
      ),
    ).toEqual(new Set(['github.com/acme/payments//src/auth.ts HIGH']));
    expect(new Set(R.session.hosts.map(({ host }) => host)).size).toBe(2);
    expect(R.session.hosts.every(({ isExternal, isOwnRemote }) => isExternal && !isOwnRemote)).toBe(true);
    expect(R.session.calls.length).toBeGreaterThanOrEqual(20);
  });

  it('is related to six others: a user, an endpoint, a shared key, a repository and two hosts', () => {
    const { keys, repositories, hosts } = R.session;
    expect(2 + keys.size + repositories.size + new Set(hosts.map(({ host }) => host)).size).toBe(6);
  });

  it('is within the normal band of an agent that has one', () => {
    const baseline = day.baselines.get('Claude Code');
    expect(baseline?.sessions).toBeGreaterThanOrEqual(24);
    expect(distanceFrom(baseline?.tools ?? new Map<string, number>(), R.session)).toBeLessThanOrEqual(
      baseline?.distanceP95 ?? 0,
    );
    expect(usdOf(R.session)).toBeLessThanOrEqual(baseline?.usdP95 ?? 0);
    expect(usdPerMinute(R.session, -Infinity, Infinity)).toBeLessThanOrEqual(baseline?.usdPerMinuteP95 ?? 0);
  });

  it('began before another live session, which is routine', () => {
    const newer = others.filter(
      ({ session }) => session.endedAt === null && session.startedAt > R.session.startedAt,
    );
    expect(newer).toHaveLength(1);
    expect(newer[0]?.consequence).toBeLessThan(R.consequence);
  });
});

describe('the ledger rows', () => {
  const contextOf = (one: Appraisal): RuntrailEvent['context'] =>
    events.find((event) => one.session.id.endsWith(event.session.sessionId))?.context ?? {};

  it('shows the unknown user on the unmanaged address', () => {
    expect(contextOf(U)).toMatchObject({
      agent: { product: 'Claude Code', version: '1.2.0' },
      endpoint: { address: '10.0.1.44' },
      key: { hint: 'sk-ant-...C001' },
      identityCarried: true,
    });
    expect(U.session.endedAt).toBeNull();
    expect([...U.session.models]).toEqual(['claude-sonnet-4-6']);
    expect(E.session.startedAt).toBeLessThan(U.session.startedAt);
  });

  it('shows bob on Cursor with the shared key', () => {
    expect(contextOf(B)).toMatchObject({
      agent: { product: 'Cursor', version: '0.42.0' },
      endpoint: { hostName: 'bob-thinkpad.local' },
      key: { hint: 'sk-ant-...A3F2' },
    });
    expect([...B.session.models]).toEqual(['claude-opus-4-6']);
    expect(B.session.endedAt).not.toBeNull();
    expect(B.session.keys).toEqual(R.session.keys);
  });
});

describe('the events', () => {
  it('are the same for the same moment', () => {
    expect([...demoDayNdjson(AS_OF)]).toEqual([...demoDayNdjson(AS_OF)]);
  });

  it('move with the moment, and nothing else of them changes', () => {
    const shiftMs = 37 * DAY_MS + 12_345;
    const moved = [...demoDay(AS_OF + shiftMs)];
    const timeless = ({ at: _at, ...others }: NativeEventJson): object => others;
    expect(moved.map(timeless)).toEqual(wire.map(timeless));
    expect(moved.map((event) => Date.parse(String(event.at)) - shiftMs)).toEqual(
      wire.map((event) => Date.parse(String(event.at))),
    );
  });

  it('have an id each, and come oldest first', () => {
    expect(new Set(events.map((event) => event.id)).size).toBe(events.length);
    const times = events.map((event) => event.at ?? Number.NaN);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('pair every tool call with its result, and end every turn', () => {
    for (const { session } of topLevel) {
      const own = wire.filter(
        (event) => session.id === `${event.product}/${event.sessionId}` && !event.agentId,
      );
      expect(own.length).toBeGreaterThan(0);
      const uses = own.filter((event) => event.type === 'TOOL_USE').map((event) => event.toolUseId);
      const results = own.filter((event) => event.type === 'TOOL_RESULT').map((event) => event.toolUseId);
      expect(new Set(results)).toEqual(new Set(uses));
      expect(results).toHaveLength(uses.length);
      const stops = own.filter((event) => event.type === 'ASSISTANT_STOP');
      const prompts = own.filter((event) => event.type === 'USER_PROMPT');
      expect(stops).toHaveLength(prompts.length);
    }
  });

  it('are one JSON object a line', () => {
    const lines = [...demoDayNdjson(AS_OF)];
    expect(lines.every((line) => line.endsWith('\n') && line.indexOf('\n') === line.length - 1)).toBe(true);
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(wire);
  });

  it('give every key of the background one person on one machine, and every rare host one session', () => {
    const uses = new Map<string, Set<string>>();
    for (const { session } of others) {
      for (const key of session.keys) {
        uses.set(key, (uses.get(key) ?? new Set()).add(`${session.user} on ${session.endpoint?.name}`));
      }
    }
    expect(uses.size).toBeGreaterThanOrEqual(5);
    expect([...uses.values()].every((places) => places.size === 1)).toBe(true);
    const callers = new Map<string, number>();
    for (const { session } of day.appraisals) {
      for (const host of new Set(session.hosts.map((contact) => contact.host)))
        callers.set(host, (callers.get(host) ?? 0) + 1);
    }
    callers.delete('transfer.example.net');
    expect([...callers.values()].every((count) => count === 1 || count > 5)).toBe(true);
  });

  it('has sessions that open a file of low sensitivity, and sessions with a subagent', () => {
    expect(
      others.filter(({ session }) => session.files.some(({ level }) => level === 'LOW')).length,
    ).toBeGreaterThan(2);
    expect(day.appraisals.filter(({ session }) => !session.isTopLevel)).toHaveLength(2);
  });
});
