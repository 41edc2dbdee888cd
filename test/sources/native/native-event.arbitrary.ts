import fc from 'fast-check';

import { isRedacted } from '../../../src/events/ids.js';
import type { EventContext, RuntrailEvent, SessionRef, Touch } from '../../../src/events/event.js';

/** Any event that the native format can state: text without NUL and lone surrogates, names within their limits. */

const text = (maxLength: number): fc.Arbitrary<string> =>
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength })
    .filter((value) => value.trim() !== '' && !value.includes('\0') && value.length <= maxLength);

const shortText = text(60);
const hex = fc.stringMatching(/^[0-9a-f]{64}$/);
const instant = fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2100, 0, 1) });

const some = <T extends object>(
  members: { [K in keyof T]: fc.Arbitrary<T[K]> },
  required: (keyof T)[],
): fc.Arbitrary<T> => fc.record(members, { requiredKeys: required });

const nonEmpty = <T extends object>(members: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  some(members, []).filter((value) => Object.keys(value).length > 0);

const sessionRef: fc.Arbitrary<SessionRef> = some<{ product: string; sessionId: string; agentId: string }>(
  {
    product: fc.constantFrom('claude-code', 'codex', 'some_agent.v2'),
    sessionId: text(100).filter((id) => !isRedacted(id)),
    agentId: shortText,
  },
  ['product', 'sessionId'],
);

const context: fc.Arbitrary<EventContext> = some<Required<EventContext>>(
  {
    user: fc
      .record(
        { accountId: shortText, email: fc.emailAddress().map((email) => email.toLowerCase()) },
        { requiredKeys: [] },
      )
      .filter((user) => Object.keys(user).length > 0)
      .chain((user) =>
        fc.constantFrom('LOGIN', 'OS_ACCOUNT', 'GIT_AUTHOR').map((basis) => ({ ...user, basis })),
      ),
    identityCarried: fc.boolean(),
    endpoint: nonEmpty({ enrolmentId: shortText, hostName: shortText, address: fc.ipV4() }),
    osAccount: shortText,
    agent: some<{ product: string; name: string; version: string; project: string }>(
      { product: shortText, name: shortText, version: shortText, project: shortText },
      ['product'],
    ),
    key: nonEmpty({
      fingerprint: hex,
      hint: fc.constantFrom('sk-ant-...A3F2', 'sk-proj-…44F0', 'A3F2', '...9zZ_'),
    }),
    repository: nonEmpty({
      remote: fc.constantFrom('github.com/acme/payments', 'git.acme.internal/x/y/z'),
      root: shortText,
      sensitivity: fc.constantFrom('NONE', 'LOW', 'HIGH', 'CRITICAL'),
    }).filter((repository) => 'remote' in repository || 'root' in repository),
    sandbox: some<{ name: string; project: string }>({ name: shortText, project: shortText }, ['name']),
    cwd: shortText,
    branch: shortText,
    permissionMode: shortText,
  },
  [],
);

const basis = fc.constantFrom('TOOL_INPUT', 'SHELL_PARSED', 'ATTACHMENT');
const confidence = fc.constantFrom('HIGH', 'MEDIUM', 'LOW');
const touch = fc.oneof(
  fc.record({ kind: fc.constantFrom('READ', 'WROTE'), path: shortText, basis, confidence }),
  fc.record(
    {
      kind: fc.constant('CALLED'),
      host: fc.oneof(
        fc.domain().map((domain) => domain.toLowerCase()),
        fc.ipV4(),
        fc.constantFrom('::1', 'localhost', '$host'),
      ),
      port: fc.integer({ min: 1, max: 65_535 }),
      purpose: fc.constantFrom('FETCH', 'GIT', 'PACKAGE', 'REMOTE_SHELL', 'COPY', 'OTHER'),
      basis,
      confidence,
    },
    { requiredKeys: ['kind', 'host', 'basis', 'confidence'] },
  ),
) as fc.Arbitrary<Touch>;

const payload = fc.oneof(
  fc.constant(null),
  fc.json().filter((json) => !/\\u(?:0000|d[89a-f])/i.test(json)),
  text(80),
  fc.constantFrom('null', '"null"', '{ "spaced": 1 }', '1e3', '', '{"a":1', '12345678901234567890'),
);

const recorded = {
  id: fc.stringMatching(/^[A-Za-z0-9_-]{22}$/),
  session: sessionRef,
  at: fc.option(instant),
  receivedAt: instant,
  source: fc.constantFrom('NATIVE', 'TRANSCRIPT', 'STREAM', 'OTLP', 'HOOK'),
  summary: text(200).map((value) => value.replaceAll(/\s+/g, ' ').trim()),
  payload,
  context,
  touches: fc.array(touch, { maxLength: 4 }),
} as const;

const count = fc.nat({ max: 10_000_000 });
const secrets = fc.array(
  fc.record({
    kind: fc.constantFrom('private-key', 'dotenv-value', 'anthropic-api-key'),
    fingerprint: fc.stringMatching(/^[0-9a-f]{64}$/),
  }),
  { minLength: 1, maxLength: 3 },
);
const tokens = some<{
  input: number;
  output: number;
  cacheRead: number;
  cacheCreation: number;
  cacheCreation1h: number;
}>({ input: count, output: count, cacheRead: count, cacheCreation: count, cacheCreation1h: count }, [
  'input',
  'output',
  'cacheRead',
  'cacheCreation',
]);
const cost = fc.oneof(
  fc.constant({ costMicroUsd: null, costBasis: null }),
  fc.record({ costMicroUsd: count, costBasis: fc.constantFrom('REPORTED', 'ESTIMATED') }),
);

function ofType(
  type: string,
  members: Record<string, fc.Arbitrary<unknown>> = {},
  optional: readonly string[] = [],
): fc.Arbitrary<object> {
  const all: Record<string, fc.Arbitrary<unknown>> = {
    ...recorded,
    joins: fc.constant(true),
    live: fc.constant(true),
    secrets,
    type: fc.constant(type),
    ...members,
  };
  const mayLack = ['joins', 'live', 'secrets', ...optional];
  return fc.record(all, { requiredKeys: Object.keys(all).filter((name) => !mayLack.includes(name)) });
}

export const runtrailEvent = fc.oneof(
  ofType('SESSION_START', { reason: shortText }, ['reason']),
  ofType('SESSION_END', { reason: shortText }, ['reason']),
  ofType('SESSION_KILLED', {
    cause: fc.constantFrom('LOOP_GUARD', 'CAPABILITY_REVOKED', 'OPERATOR', 'SANDBOX_REVOKED'),
  }),
  ofType('SESSION_CONTINUED', { origin: sessionRef }),
  ofType('USER_PROMPT'),
  fc
    .tuple(ofType('MODEL_REQUEST', { model: fc.option(shortText), tokens: fc.option(tokens) }), cost)
    .map(([event, known]) => ({ ...event, ...known })),
  ofType(
    'TOOL_USE',
    {
      tool: shortText,
      unnamed: fc.constant(true),
      server: shortText,
      outcome: fc.constantFrom('PARTLY', 'FAILED', 'DENIED'),
    },
    ['unnamed', 'server', 'outcome'],
  ),
  ofType('TOOL_RESULT', { tool: shortText, isError: fc.boolean(), durationMs: count }, [
    'tool',
    'isError',
    'durationMs',
  ]),
  ofType('TOOL_DECISION', { tool: shortText, decision: fc.constantFrom('ALLOW', 'DENY') }, ['tool']),
  ofType('ASSISTANT_STOP'),
  ofType('SUBAGENT_START', { child: sessionRef }),
  ofType('SUBAGENT_STOP', { child: sessionRef }),
  ofType('COMPACTION'),
  ofType('NOTIFICATION'),
  ofType('API_ERROR'),
  ofType('OTHER', { name: shortText }),
) as fc.Arbitrary<RuntrailEvent>;
