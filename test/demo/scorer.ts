import type { RuntrailEvent } from '../../src/events/event.js';
import { baselineOf, hasDrifted, hasRisingCost, type Baseline } from './baseline.js';
import { ATTRIBUTION_REASONS, keyFindings, type Finding, type KeyReason } from './key-reasons.js';
import { inScope, sessionsOf, type FileContact, type SessionFacts } from './session-facts.js';

/** Sections 4 to 6, written from the semantics alone: what each session scores, and the figures of the day. */

type Ledger = Readonly<Record<string, number>>;
type AttributionLevel = 'HIGH' | 'MEDIUM' | 'LOW' | 'UNKNOWN' | 'NOT_REPORTED';

export interface Appraisal {
  readonly session: SessionFacts;
  readonly level: AttributionLevel;
  readonly ledger: Ledger;
  readonly consequence: number;
  readonly isHighSignal: boolean;
}

export interface Day {
  readonly appraisals: readonly Appraisal[];
  readonly findings: readonly Finding[];
  readonly baselines: ReadonlyMap<string, Baseline | null>;
  readonly explained: readonly { readonly by: string; readonly live: string }[];
  readonly sharedKeySessions: readonly string[];
  readonly mattersNow: readonly string[];
  readonly links: readonly string[];
  readonly sensitiveTouches: readonly string[];
}

const TEN_MINUTES_MS = 10 * 60_000;
const RARE = 5;
/** T and B of section 5's table: what counts towards high-signal's second condition. */
const TRUST_OR_BOUNDARY = new Set([
  'READ_THEN_OUTBOUND',
  'OUTBOUND_EXTERNAL',
  'PERMISSION_BYPASS',
  'WEAK_ATTRIBUTION',
  'SHARED_KEY',
  'IMPOSSIBLE_CONCURRENCY',
  'EXTERNAL_THEN_CHANGE',
  'EXPLAINS_LIVE',
]);
const DESTRUCTIVE = /\b(?:rm|mv|dd|truncate|shred|mkfs)\b|--force|reset --hard|clean -|\bdrop\b|[^-]>/i;

export interface Reading {
  /** Whether the answer of any MCP server's tool counts as an external tool result, or only that of a called host. */
  readonly everyServerIsExternal: boolean;
}

export function appraiseDay(
  events: readonly RuntrailEvent[],
  asOf: number,
  reading: Reading = { everyServerIsExternal: false },
): Day {
  const sessions = sessionsOf(events, asOf).filter((session) => inScope(session, asOf));
  const findings = keyFindings(sessions, asOf);
  const agents = new Set(sessions.map((session) => session.agent));
  const baselines = new Map([...agents].map((agent) => [agent, baselineOf(agent, sessions)]));
  const first = sessions.map((session): Appraisal => {
    const level = attributionOf(session, sessions, findings);
    const baseline = baselines.get(session.agent) ?? null;
    return withTotals({
      session,
      level,
      ledger: ledgerOf(session, sessions, findings, level, baseline, reading),
    });
  });
  const explained = first.flatMap((a) =>
    first.filter((b) => explains(a, b, sessions)).map((b) => ({ by: a.session.id, live: b.session.id })),
  );
  const appraisals = first.map((appraisal) =>
    explained.some(({ by }) => by === appraisal.session.id)
      ? withTotals({ ...appraisal, ledger: { ...appraisal.ledger, EXPLAINS_LIVE: 30 } })
      : appraisal,
  );
  const highSignal = appraisals.filter((appraisal) => appraisal.isHighSignal);
  return {
    appraisals,
    findings,
    baselines,
    explained,
    sharedKeySessions: [...attributionPairs(findings)].toSorted(),
    mattersNow: highSignal
      .filter((one) => matters(one, highSignal, explained))
      .map(({ session }) => session.id),
    links: linksOf(highSignal.map(({ session }) => session)),
    sensitiveTouches: sessions.flatMap((session) =>
      [
        ...new Set(
          session.files
            .filter((touch) => isSensitive(touch) && touch.repository !== null)
            .map(({ file }) => file),
        ),
      ].map((file) => `${session.id} ${file}`),
    ),
  };
}

function withTotals(scored: Pick<Appraisal, 'session' | 'level' | 'ledger'>): Appraisal {
  const entries = Object.entries(scored.ledger);
  const consequence = entries.reduce((sum, [, points]) => sum + points, 0);
  const trustAndBoundary = entries
    .filter(([signal]) => TRUST_OR_BOUNDARY.has(signal))
    .reduce((sum, [, points]) => sum + points, 0);
  return { ...scored, consequence, isHighSignal: consequence >= 50 && trustAndBoundary >= 15 };
}

function attributionOf(
  session: SessionFacts,
  sessions: readonly SessionFacts[],
  findings: readonly Finding[],
): AttributionLevel {
  if (session.user === null) return session.absence ?? 'NOT_REPORTED';
  const reasons = new Set(
    findings.filter(({ sessions: own }) => own.includes(session.id)).map(({ reason }) => reason),
  );
  const trust = trustOf(session, sessions);
  const others = sessions.filter(
    (other) =>
      other.id !== session.id && other.user !== null && other.endpoint?.name === session.endpoint?.name,
  );
  const share = others.filter((other) => other.user === session.user).length / others.length;
  const rival = Math.max(
    0,
    ...others.map((o) => others.filter((p) => p.user === o.user && p.user !== session.user).length),
  );
  let score = 60 + (trust === 'MANAGED' ? 30 : trust === 'KNOWN' ? 10 : 0);
  if (others.length >= 3) score += share >= 0.8 ? 5 : rival / others.length >= 0.8 ? -20 : 0;
  if (reasons.has('SHARED_ACROSS_USERS') || reasons.has('UNKNOWN_USER_ON_KNOWN_KEY')) score -= 20;
  if (reasons.has('IMPOSSIBLE_CONCURRENCY')) score -= 30;
  if (reasons.has('NEW_ENDPOINT')) score -= 10;
  if (reasons.has('HINT_ONLY')) score -= 5;
  return score >= 80 && trust === 'MANAGED' ? 'HIGH' : score >= 50 ? 'MEDIUM' : 'LOW';
}

function trustOf(session: SessionFacts, sessions: readonly SessionFacts[]): 'MANAGED' | 'KNOWN' | 'UNKNOWN' {
  const { endpoint } = session;
  if (endpoint?.identity === 'ENROLMENT') return 'MANAGED';
  if (endpoint?.identity !== 'HOST_NAME') return 'UNKNOWN';
  const there = sessions.filter((other) => other.endpoint?.name === endpoint.name && other.user !== null);
  const users = new Set(there.map((other) => other.user));
  return [...users].some((user) => there.filter((other) => other.user === user).length >= 3)
    ? 'KNOWN'
    : 'UNKNOWN';
}

function ledgerOf(
  session: SessionFacts,
  sessions: readonly SessionFacts[],
  findings: readonly Finding[],
  level: AttributionLevel,
  baseline: Baseline | null,
  reading: Reading,
): Ledger {
  const ledger: Record<string, number> = {};
  const sensitive = session.files.filter(isSensitive);
  if (sensitive.length > 0)
    ledger['SENSITIVE_READ'] = sensitive.some((touch) => touch.level === 'CRITICAL') ? 30 : 20;

  const external = session.hosts.filter((contact) => contact.isExternal);
  const leadsOut = sensitive.some((touch) =>
    external.some((call) => !call.isOwnRemote && call.at >= touch.at && call.at <= touch.at + TEN_MINUTES_MS),
  );
  if (leadsOut) ledger['READ_THEN_OUTBOUND'] = 40;
  if (external.length > 0) {
    const isRareCall = external.some(({ host }) =>
      isRare((other) => other.hosts.some((call) => call.host === host), sessions),
    );
    ledger['OUTBOUND_EXTERNAL'] = isRareCall ? 15 : 5;
  }

  if (level === 'LOW') ledger['WEAK_ATTRIBUTION'] = 15;
  if (level === 'UNKNOWN') ledger['WEAK_ATTRIBUTION'] = 40;
  if (attributionPairs(findings).has(session.id)) ledger['SHARED_KEY'] = 15;
  if (attributionPairs(findings, 'IMPOSSIBLE_CONCURRENCY').has(session.id))
    ledger['IMPOSSIBLE_CONCURRENCY'] = 30;
  if (hasScopeChange(session, sessions)) ledger['SCOPE_CHANGE'] = 10;
  if (session.calls.some((call) => DESTRUCTIVE.test(call.payload))) ledger['DESTRUCTIVE_COMMAND'] = 15;
  if (hasDrifted(session, baseline)) ledger['TOOL_DRIFT'] = 15;
  if (hasRisingCost(session, baseline)) ledger['COST_SLOPE'] = 10;
  if (hasExternalThenChange(session, reading)) ledger['EXTERNAL_THEN_CHANGE'] = 20;
  return ledger;
}

function isSensitive(touch: FileContact): boolean {
  return touch.level === 'HIGH' || touch.level === 'CRITICAL';
}

function isRare(relates: (session: SessionFacts) => boolean, sessions: readonly SessionFacts[]): boolean {
  return sessions.filter(relates).length <= RARE;
}

function attributionPairs(findings: readonly Finding[], only?: KeyReason): Set<string> {
  return new Set(
    findings
      .filter(({ reason }) => (only === undefined ? ATTRIBUTION_REASONS.has(reason) : reason === only))
      .flatMap((finding) => finding.sessions),
  );
}

function hasScopeChange(session: SessionFacts, sessions: readonly SessionFacts[]): boolean {
  if (session.user === null) return false;
  const earlier = sessions.filter(
    (other) => other.user === session.user && other.startedAt < session.startedAt,
  );
  if (earlier.length < 3) return false;
  const before = new Set(earlier.flatMap(scopeOf));
  return scopeOf(session).some((thing) => !before.has(thing));
}

function scopeOf(session: SessionFacts): string[] {
  return [
    ...[...session.repositories].map((name) => `repository ${name}`),
    ...[...session.servers].map((name) => `server ${name}`),
    ...session.calls.map((call) => `tool ${call.tool}`),
    ...session.hosts.filter((contact) => contact.isExternal).map((contact) => `host ${contact.host}`),
    ...session.files.filter(isSensitive).map((touch) => `file ${touch.file}`),
  ];
}

function hasExternalThenChange(session: SessionFacts, { everyServerIsExternal }: Reading): boolean {
  const externalHosts = new Set(
    session.hosts.filter((contact) => contact.isExternal).map((contact) => contact.host),
  );
  const known = new Set<string>();
  let callsSince = Number.POSITIVE_INFINITY;
  for (const call of session.calls) {
    callsSince += 1;
    const isChange = DESTRUCTIVE.test(call.payload) || call.hosts.some((host) => !known.has(host));
    if (isChange && callsSince <= 10) return true;
    for (const host of call.hosts) known.add(host);
    const isExternal =
      call.hosts.some((host) => externalHosts.has(host)) || (everyServerIsExternal && call.isServerTool);
    if (isExternal) callsSince = 0;
  }
  return false;
}

function explains(a: Appraisal, b: Appraisal, sessions: readonly SessionFacts[]): boolean {
  const [one, other] = [a.session, b.session];
  if (one.endedAt === null || other.endedAt !== null || one.startedAt >= other.startedAt) return false;
  if (one.user === other.user && one.endpoint?.name === other.endpoint?.name) return false;
  if (a.consequence < 30) return false;
  const sharesKey = [...one.keys].some(
    (key) => other.keys.has(key) && isRare((session) => session.keys.has(key), sessions),
  );
  const sharesHost = one.hosts.some(
    ({ host, isExternal }) =>
      isExternal &&
      other.hosts.some((call) => call.host === host) &&
      isRare((session) => session.hosts.some((call) => call.host === host), sessions),
  );
  const sharesFile = one.files.some(
    (touch) =>
      isSensitive(touch) &&
      other.files.some(({ file }) => file === touch.file) &&
      isRare((session) => session.files.some(({ file }) => file === touch.file), sessions),
  );
  return sharesKey || sharesHost || sharesFile;
}

function matters(
  one: Appraisal,
  highSignal: readonly Appraisal[],
  explained: readonly { readonly by: string; readonly live: string }[],
): boolean {
  if (one.session.endedAt !== null) return explained.some(({ by }) => by === one.session.id);
  const explainers = highSignal.filter((other) =>
    explained.some(({ by, live }) => by === other.session.id && live === one.session.id),
  );
  return explainers.every((other) => other.consequence <= one.consequence);
}

function linksOf(highSignal: readonly SessionFacts[]): string[] {
  const thingsOf = (session: SessionFacts): Set<string> =>
    new Set([
      ...[...session.keys].map((key) => `key ${key}`),
      `endpoint ${session.endpoint?.name ?? ''}`,
      ...session.files.map(({ file }) => `file ${file}`),
      ...[...session.models].map((model) => `model ${model}`),
      ...session.hosts.map(({ host }) => `host ${host}`),
    ]);
  const sets = highSignal.map(thingsOf);
  const all = new Set(sets.flatMap((set) => [...set]));
  return [...all].filter((thing) => sets.filter((set) => set.has(thing)).length >= 2).toSorted();
}
