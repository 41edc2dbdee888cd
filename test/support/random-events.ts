import fc from 'fast-check';

import type { EventContext, RuntrailEvent, SessionRef, SourceKind, Touch } from '../../src/events/event.js';
import { eventId } from '../../src/events/ids.js';

/**
 * Random events over few sessions, tools, files and hosts, so that facts meet: the same tool call from several
 * sources, one request in several records, subagents, copies under another session, untimed and misdated events.
 */

const START = Date.UTC(2026, 2, 1, 9);
export const RECEIVED = Date.UTC(2026, 2, 2);

const sessionArb: fc.Arbitrary<SessionRef> = fc.record(
  {
    product: fc.constant('claude-code'),
    sessionId: fc.constantFrom('s1', 's2', 's3'),
    agentId: fc.constantFrom('a1', 'a2'),
  },
  { requiredKeys: ['product', 'sessionId'] },
);

const atArb = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 0, max: 240 }).map((minute) => START + minute * 60_000) },
  { weight: 1, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.constant(0) },
);

const contextArb: fc.Arbitrary<EventContext> = fc
  .record({
    user: fc.option(fc.constantFrom('alice@company.com', 'bob@company.com'), { nil: undefined, freq: 2 }),
    identityCarried: fc.boolean(),
    endpoint: fc.option(fc.constantFrom('alice-mbp.local', 'localhost'), { nil: undefined }),
    address: fc.option(fc.constantFrom('10.0.1.44', '10.0.1.45'), { nil: undefined }),
    fingerprint: fc.option(fc.constantFrom('aa', 'bb'), { nil: undefined }),
    root: fc.option(fc.constantFrom('/home/alice/pay', '/workspace'), { nil: undefined }),
    sensitivity: fc.option(fc.constantFrom('HIGH' as const, 'CRITICAL' as const), {
      nil: undefined,
      freq: 4,
    }),
    version: fc.constantFrom('1.0.0', '1.1.0'),
  })
  .map((parts) => ({
    identityCarried: parts.identityCarried,
    agent: { product: 'Claude Code', version: parts.version },
    ...(parts.user === undefined ? {} : { user: { email: parts.user, basis: 'LOGIN' as const } }),
    ...(parts.endpoint === undefined && parts.address === undefined
      ? {}
      : {
          endpoint: {
            ...(parts.endpoint === undefined ? {} : { hostName: parts.endpoint }),
            ...(parts.address === undefined ? {} : { address: parts.address }),
          },
        }),
    ...(parts.fingerprint === undefined
      ? {}
      : { key: { fingerprint: parts.fingerprint, hint: `sk-...${parts.fingerprint}` } }),
    ...(parts.root === undefined
      ? {}
      : {
          repository: {
            root: parts.root,
            ...(parts.sensitivity === undefined ? {} : { sensitivity: parts.sensitivity }),
          },
        }),
  }));

const touchArb: fc.Arbitrary<Touch> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('READ' as const, 'WROTE' as const),
    path: fc.constantFrom(
      '/home/alice/pay/src/auth.ts',
      '/home/alice/.aws/credentials',
      '/workspace/notes.md',
    ),
    basis: fc.constantFrom('TOOL_INPUT' as const, 'SHELL_PARSED' as const),
    confidence: fc.constantFrom('HIGH' as const, 'LOW' as const),
  }),
  fc.record({
    kind: fc.constant('CALLED' as const),
    host: fc.constantFrom('api.example.com', '10.0.1.44'),
    basis: fc.constant('TOOL_INPUT' as const),
    confidence: fc.constant('HIGH' as const),
  }),
);

const sourceArb: fc.Arbitrary<SourceKind> = fc.constantFrom('TRANSCRIPT', 'OTLP', 'HOOK', 'NATIVE');

const commonArb = fc.record({
  session: sessionArb,
  at: atArb,
  source: sourceArb,
  context: contextArb,
  touches: fc.array(touchArb, { maxLength: 3 }),
  receivedAt: fc.integer({ min: 0, max: 1000 }).map((ms) => RECEIVED + ms),
  id: fc.integer({ min: 1, max: 12 }),
});

type Common = typeof commonArb extends fc.Arbitrary<infer T> ? T : never;

function base(common: Common, kind: string) {
  const { id: _id, receivedAt, ...rest } = common;
  // A record is known by its payload: one text never says two things.
  const payload = common.id % 3 === 0 ? null : JSON.stringify({ ...rest, kind });
  return { ...rest, receivedAt, payload, summary: `${kind} ${common.id}` };
}

/** An id that names a fact anywhere, so that two sessions may both hold a copy of it. */
const globalToolId = (n: number): string => `toolu_01Aa2Bb3Cc4Dd5Ee6Ff7G${String(n).padStart(2, '0')}`;

export const eventArb: fc.Arbitrary<RuntrailEvent> = fc.oneof(
  commonArb.map((c): RuntrailEvent => ({
    ...base(c, 'use'),
    id: eventId.toolUse(c.session, globalToolId(c.id)),
    joins: true,
    ...(c.id % 4 === 0 ? { secrets: [{ kind: 'dotenv-value', fingerprint: c.source.toLowerCase() }] } : {}),
    type: 'TOOL_USE',
    tool: c.id % 2 === 0 ? 'Read' : 'mcp__github__search',
    ...(c.id % 2 === 0 ? {} : { server: 'github' }),
  })),
  commonArb.map((c): RuntrailEvent => ({
    ...base(c, 'use'),
    id: eventId.toolUse(c.session, `tool_${c.id}`),
    type: 'TOOL_USE',
    tool: 'Bash',
  })),
  fc
    .tuple(commonArb, fc.nat(500), fc.nat(500), fc.option(fc.nat(9000), { nil: null }))
    .map(([c, input, output, cost]): RuntrailEvent => ({
      ...base(c, 'request'),
      id: eventId.modelRequest(c.session, { messageId: `msg_${c.id}` }),
      type: 'MODEL_REQUEST',
      model: c.id % 5 === 0 ? 'glm-local' : 'claude-sonnet-4-6',
      tokens: { input, output, cacheRead: 0, cacheCreation: 0 },
      costMicroUsd: cost,
      costBasis: cost === null ? null : 'REPORTED',
    })),
  commonArb.map((c): RuntrailEvent => ({
    ...base(c, 'prompt'),
    id: eventId.line(c.session, `p${c.id}`),
    type: 'USER_PROMPT',
  })),
  commonArb.map((c): RuntrailEvent => ({
    ...base(c, 'end'),
    id: eventId.line(c.session, `e${c.id}`),
    type: 'SESSION_END',
  })),
  commonArb.map((c): RuntrailEvent => ({
    ...base(c, 'continued'),
    session: { product: 'claude-code', sessionId: 's3' },
    id: eventId.ofSession({ product: 'claude-code', sessionId: 's3' }, 'continued s1'),
    type: 'SESSION_CONTINUED',
    origin: { product: 'claude-code', sessionId: 's1' },
  })),
  commonArb.map((c): RuntrailEvent => ({
    ...base(c, 'killed'),
    id: eventId.line(c.session, `k${c.id}`),
    type: 'SESSION_KILLED',
    cause: 'OPERATOR',
  })),
);
