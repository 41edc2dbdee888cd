import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { RuntrailEvent } from '../../../src/events/event.js';
import { eventId } from '../../../src/events/ids.js';
import { NATIVE_MEMBERS } from '../../../src/sources/native/native-schema.js';
import {
  isReject,
  parseNativeEvent,
  type RejectDraft,
} from '../../../src/sources/native/parse-native-event.js';

const RECEIVED_AT = Date.UTC(2026, 10, 21, 12, 0, 0);
const SESSION = { product: 'claude-code', sessionId: 'sess_01XFa9q' };
const MINIMAL = { v: 1, type: 'USER_PROMPT', ...SESSION };
const TOOL_USE_ID = 'toolu_01VkPz8LmQ4nRb7cXw2T';

function accepted(value: unknown): RuntrailEvent {
  const parsed = parseNativeEvent(value, RECEIVED_AT);
  if (isReject(parsed)) throw new Error(`${parsed.code}: ${parsed.reason}`);
  return parsed;
}

function rejected(value: unknown): RejectDraft {
  const parsed = parseNativeEvent(value, RECEIVED_AT);
  if (!isReject(parsed)) throw new Error('accepted');
  return parsed;
}

describe('an event that says everything', () => {
  const event = accepted({
    v: 1,
    type: 'TOOL_USE',
    ...SESSION,
    at: '2026-11-21T10:00:00.250Z',
    tool: 'Read',
    toolUseId: TOOL_USE_ID,
    id: 'ignored beside the tool-use id',
    context: {
      user: { email: 'Alice@Company.com' },
      identityCarried: true,
      endpoint: { hostName: 'alice-mbp.local', address: '10.0.1.21' },
      agent: { product: 'Claude Code', version: '1.2.0' },
      key: { fingerprint: 'AB'.repeat(32), hint: 'sk-ant-...A3F2' },
      repository: {
        remote: 'https://bot:token@GitHub.com/acme/payments.git',
        root: '/src/payments',
        sensitivity: 'HIGH',
      },
      sandbox: { name: 'build-7', project: 'payments' },
      cwd: '/src/payments',
    },
    touches: [
      { kind: 'READ', path: 'src/auth.ts' },
      {
        kind: 'CALLED',
        host: 'API.Example.com.',
        port: 443,
        purpose: 'FETCH',
        basis: 'SHELL_PARSED',
        confidence: 'LOW',
      },
    ],
    payload: { tool_input: { file_path: 'src/auth.ts' } },
  });

  it('is normalised, defaults filled in', () => {
    expect(event).toEqual({
      id: eventId.toolUse(SESSION, TOOL_USE_ID),
      joins: true,
      type: 'TOOL_USE',
      session: SESSION,
      at: Date.UTC(2026, 10, 21, 10, 0, 0, 250),
      receivedAt: RECEIVED_AT,
      source: 'NATIVE',
      summary: 'Read: src/auth.ts, api.example.com',
      tool: 'Read',
      payload: '{"tool_input":{"file_path":"src/auth.ts"}}',
      context: {
        user: { email: 'alice@company.com', basis: 'LOGIN' },
        identityCarried: true,
        endpoint: { hostName: 'alice-mbp.local', address: '10.0.1.21' },
        agent: { product: 'Claude Code', version: '1.2.0' },
        key: { fingerprint: 'ab'.repeat(32), hint: 'sk-ant-...A3F2' },
        repository: { remote: 'github.com/acme/payments', root: '/src/payments', sensitivity: 'HIGH' },
        sandbox: { name: 'build-7', project: 'payments' },
        cwd: '/src/payments',
      },
      touches: [
        { kind: 'READ', path: 'src/auth.ts', basis: 'TOOL_INPUT', confidence: 'HIGH' },
        {
          kind: 'CALLED',
          host: 'api.example.com',
          port: 443,
          purpose: 'FETCH',
          basis: 'SHELL_PARSED',
          confidence: 'LOW',
        },
      ],
    });
  });
});

describe('what an event is known by', () => {
  const use = { ...MINIMAL, type: 'TOOL_USE', tool: 'Read' };

  it('is the provider’s id of a tool call, in every session', () => {
    const one = accepted({ ...use, toolUseId: TOOL_USE_ID });
    const copied = accepted({ ...use, sessionId: 'another', toolUseId: TOOL_USE_ID });
    expect(copied.id).toBe(one.id);
    expect(accepted({ ...use, type: 'TOOL_RESULT', toolUseId: TOOL_USE_ID }).id).toBe(
      eventId.toolResult(SESSION, TOOL_USE_ID),
    );
    expect(accepted({ ...use, type: 'TOOL_DECISION', decision: 'DENY', toolUseId: TOOL_USE_ID }).id).toBe(
      eventId.toolDecision(SESSION, TOOL_USE_ID),
    );
  });

  it('is the provider’s id of a request', () => {
    const ids = { requestId: 'req_011CVvLmQ4nRb7cXw2TzP', messageId: 'msg_01VkPz8LmQ4nRb7cXw2TaB' };
    const request = { ...MINIMAL, type: 'MODEL_REQUEST', ...ids };
    expect(accepted(request).id).toBe(eventId.modelRequest(SESSION, ids));
    expect(accepted({ ...request, sessionId: 'another' }).id).toBe(accepted(request).id);
  });

  it('is the producer’s id otherwise, within the session where it is not random', () => {
    const one = accepted({ ...MINIMAL, id: '17' });
    expect(one.id).toBe(eventId.line(SESSION, '17', 'USER_PROMPT'));
    expect(accepted({ ...MINIMAL, id: '17', summary: 'other words' }).id).toBe(one.id);
    expect(accepted({ ...MINIMAL, id: '17', sessionId: 'another' }).id).not.toBe(one.id);
    expect(accepted({ ...MINIMAL, id: '17', type: 'ASSISTANT_STOP' }).id).not.toBe(one.id);
  });

  it('is the content where there is no id', () => {
    const one = { ...MINIMAL, at: '2026-11-21T10:00:00Z', payload: { a: 1, b: { c: 2, d: 3 } } };
    const reordered = {
      payload: { b: { d: 3, c: 2 }, a: 1 },
      sessionId: SESSION.sessionId,
      at: Date.UTC(2026, 10, 21, 10),
      product: SESSION.product,
      type: 'USER_PROMPT',
      receivedAt: '2026-11-21T10:00:05Z',
      v: 1,
    };
    expect(accepted(reordered).id).toBe(accepted(one).id);
    expect(accepted({ ...one, at: '2026-11-21T10:00:00.001Z' }).id).not.toBe(accepted(one).id);
    expect(accepted({ ...one, payload: { a: 2 } }).id).not.toBe(accepted(one).id);
  });

  it('is never what a redactor left in its place', () => {
    const one = accepted({ ...use, toolUseId: 'REDACTED', summary: 'one' });
    const two = accepted({ ...use, toolUseId: 'REDACTED', summary: 'two' });
    expect(one.id).not.toBe(two.id);
  });

  it('is Runtrail’s own id in what Runtrail exported', () => {
    const id = 'abcdefghijklmnopqrstuv';
    expect(accepted({ ...use, toolUseId: TOOL_USE_ID, eventId: id }).id).toBe(id);
  });
});

describe('times', () => {
  const at = (value: unknown): number | null => accepted({ ...MINIMAL, at: value }).at;

  it('are ISO 8601 with a zone or whole milliseconds', () => {
    expect(at('2026-11-21T10:00:00Z')).toBe(Date.UTC(2026, 10, 21, 10));
    expect(at('2026-11-21T10:00Z')).toBe(Date.UTC(2026, 10, 21, 10));
    expect(at('2026-11-21T10:00:00.123456789+02:00')).toBe(Date.UTC(2026, 10, 21, 8, 0, 0, 123));
    expect(at('2024-02-29T00:00:00-05:30')).toBe(Date.UTC(2024, 1, 29, 5, 30));
    expect(at(1_700_000_000_123)).toBe(1_700_000_000_123);
  });

  it('may be unknown', () => {
    expect(at(null)).toBeNull();
    expect(accepted(MINIMAL).at).toBeNull();
  });

  it.each([
    '2026-11-21T10:00:00',
    '2026-11-21',
    '21.11.2026 10:00',
    'yesterday',
    '',
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-11-21T25:00:00Z',
    1_700_000_000.5,
    1e300,
    true,
    {},
  ])('are not %j, and the reason says what is allowed', (value) => {
    const { code, reason } = rejected({ ...MINIMAL, at: value });
    expect(code).toBe('INVALID_MEMBER');
    expect(reason).toMatch(/`at` .*ISO 8601/);
  });

  it('of receipt are the forwarder’s, unless it claims a later one than Runtrail’s', () => {
    expect(accepted({ ...MINIMAL, receivedAt: RECEIVED_AT - 5000 }).receivedAt).toBe(RECEIVED_AT - 5000);
    expect(accepted({ ...MINIMAL, receivedAt: RECEIVED_AT + 5000 }).receivedAt).toBe(RECEIVED_AT);
  });
});

describe('what is refused', () => {
  it('is an event without a session id', () => {
    for (const event of [
      { ...MINIMAL, sessionId: undefined },
      { ...MINIMAL, sessionId: null },
      { ...MINIMAL, sessionId: '' },
      { ...MINIMAL, sessionId: '   ' },
    ]) {
      const { code, reason } = rejected(JSON.parse(JSON.stringify(event)));
      expect(code).toBe('NO_SESSION_ID');
      expect(reason).toMatch(/no session id/);
    }
    expect(rejected({ ...MINIMAL, sessionId: 'REDACTED' }).reason).toMatch(/redacted/);
    const { sessionId, ...others } = MINIMAL;
    expect(rejected({ ...others, session_id: sessionId }).reason).toMatch(/`session_id`, which is not read/);
  });

  it.each<[string, object, string, RegExp]>([
    ['another version', { v: 2 }, 'UNSUPPORTED_VERSION', /version 1.*send `"v": 1`/],
    ['no version', { v: undefined }, 'UNSUPPORTED_VERSION', /send `"v": 1`/],
    [
      'an unknown type',
      { type: 'TOOL_CALL' },
      'UNKNOWN_TYPE',
      /`type` is "TOOL_CALL", and must be one of SESSION_START, .*OTHER/,
    ],
    ['no type', { type: undefined }, 'INVALID_MEMBER', /lacks `type`/],
    ['no product', { product: undefined }, 'INVALID_MEMBER', /lacks `product`: The client product/],
    [
      'a display name as product',
      { product: 'Claude Code' },
      'INVALID_MEMBER',
      /`product` is "Claude Code".*lower-case words/,
    ],
    [
      'a long session id',
      { sessionId: 'x'.repeat(513) },
      'INVALID_MEMBER',
      /`sessionId` must NOT have more than 512 characters/,
    ],
    ['a number as session id', { sessionId: 17 }, 'INVALID_MEMBER', /`sessionId` must be string/],
    ['a tool use without a tool', { type: 'TOOL_USE' }, 'INVALID_MEMBER', /lacks `tool`: .*the tool's name/],
    ['a kill without a cause', { type: 'SESSION_KILLED' }, 'INVALID_MEMBER', /lacks `cause`/],
    ['a continuation without an origin', { type: 'SESSION_CONTINUED' }, 'INVALID_MEMBER', /lacks `origin`/],
    ['a decision without one', { type: 'TOOL_DECISION' }, 'INVALID_MEMBER', /lacks `decision`/],
    ['a subagent without one', { type: 'SUBAGENT_STOP' }, 'INVALID_MEMBER', /lacks `child`/],
    [
      'an empty subagent',
      { type: 'SUBAGENT_STOP', child: {} },
      'INVALID_MEMBER',
      /`child` needs at least one of sessionId, agentId/,
    ],
    ['something else without a name', { type: 'OTHER' }, 'INVALID_MEMBER', /lacks `name`/],
    [
      'a misspelt member',
      { context: { endpoint: { hostname: 'x' } } },
      'INVALID_MEMBER',
      /`context.endpoint` has no member "hostname"; its members are enrolmentId, hostName, address/,
    ],
    [
      'an empty user',
      { context: { user: {} } },
      'INVALID_MEMBER',
      /`context.user` needs at least one of accountId, email/,
    ],
    ['half a price', { costMicroUsd: 0.43 }, 'INVALID_MEMBER', /`costMicroUsd` must be integer/],
    ['a negative price', { costMicroUsd: -1 }, 'INVALID_MEMBER', /`costMicroUsd` must be >= 0/],
    [
      'tokens as text',
      { tokens: { input: '3', output: 1 } },
      'INVALID_MEMBER',
      /`tokens.input` must be integer/,
    ],
    [
      'half of the tokens',
      { tokens: { input: 3 } },
      'INVALID_MEMBER',
      /`tokens` lacks `output`: Generated tokens/,
    ],
    [
      'a touch of nothing',
      { touches: [{ kind: 'READ' }] },
      'INVALID_MEMBER',
      /`touches.0` lacks `path`: READ, WROTE: the file/,
    ],
    ['a call of nothing', { touches: [{ kind: 'CALLED' }] }, 'INVALID_MEMBER', /`touches.0` lacks `host`/],
    [
      'a web address as host',
      { touches: [{ kind: 'CALLED', host: 'https://a.com/b' }] },
      'INVALID_MEMBER',
      /`touches.0.host` is "https:..a.com.b".*without scheme, port and path/,
    ],
  ])('is %s, and the reason says why', (_what, members, code, reason) => {
    const parsed = rejected(JSON.parse(JSON.stringify({ ...MINIMAL, ...members })));
    expect(parsed.code).toBe(code);
    expect(parsed.reason).toMatch(reason);
    expect(parsed.excerpt.startsWith('{')).toBe(true);
  });

  it.each([null, 1, 'text', true, [], [MINIMAL]])('is %j, which is no object', (value) => {
    expect(rejected(value).code).toBe('NOT_OBJECT');
  });

  it('is nesting that would exhaust a later reader', () => {
    let payload: unknown = 0;
    for (let depth = 0; depth < 50_000; depth++) payload = [payload];
    expect(rejected({ ...MINIMAL, payload }).code).toBe('TOO_DEEP');
  });
});

describe('raw keys', () => {
  const RAW = 'sk-ant-api03-Qm9vS2V5Tm90Rm9yWW91-_xYzAbCdEfGh';

  it.each<[string, unknown]>([
    ['as fingerprint', { fingerprint: RAW }],
    ['as hint', { hint: RAW }],
    ['with its middle left out of too little', { hint: `${RAW.slice(0, 30)}...${RAW.slice(-4)}` }],
    ['with a long end', { hint: `sk-ant-...${RAW.slice(-12)}` }],
    ['without its prefix', { hint: RAW.slice(13) }],
    ['in a member of its own', { hint: 'sk-ant-...A3F2', value: RAW }],
    ['as the key', RAW],
    ['in a list', [RAW]],
    ['deeper', { hint: { text: RAW } }],
    [
      'of 32 hexadecimal digits, as some providers have them',
      { fingerprint: '0123456789abcdef0123456789abcdef' },
    ],
    ['of another provider', { hint: 'AIzaSyA-0123456789abcdefghijklmnopqrstu' }],
  ])('are refused %s, and shown nowhere', (_where, key) => {
    const secret = [RAW, '0123456789abcdef0123456789abcdef', 'AIzaSyA-0123456789abcdefghijklmnopqrstu'];
    const parsed = rejected({
      ...MINIMAL,
      context: { key },
      payload: { header: `x-api-key: ${RAW}` },
      summary: RAW,
    });
    expect(parsed.code).toBe('RAW_KEY');
    for (const text of [parsed.reason, parsed.excerpt]) {
      for (const one of secret) expect(text).not.toContain(one);
      // Nor any considerable part of it.
      expect(text).not.toContain(RAW.slice(13, 25));
      expect(text).not.toContain(RAW.slice(-12));
    }
    expect(parsed.reason).toMatch(/`context.key`.*keyed hash.*`fingerprint`.*visible ends/);
  });

  it('are withheld from what other faults show', () => {
    const faulty = rejected({ ...MINIMAL, type: RAW, payload: { key: RAW } });
    expect(faulty.code).toBe('UNKNOWN_TYPE');
    expect(faulty.excerpt + faulty.reason).not.toContain(RAW.slice(0, 20));
    expect(faulty.excerpt).toContain('[withheld]');
  });

  it('do not hide behind their size or their spelling', () => {
    const long = `Zz${'9aB'.repeat(20_000)}`;
    expect(rejected({ ...MINIMAL, context: { key: { hint: long } } }).excerpt).not.toContain('9aB9aB');
    const text = JSON.stringify({ ...MINIMAL, context: { key: { hint: RAW } } }).replace(
      'sk-ant',
      '\\u0073k-ant',
    );
    const parsed = parseNativeEvent(JSON.parse(text), RECEIVED_AT, {
      text,
      invalidUtf8: false,
      whole: null,
    }) as RejectDraft;
    expect(parsed.code).toBe('RAW_KEY');
    expect(parsed.excerpt).not.toContain(RAW.slice(13, 25));
  });

  it.each(['sk-ant-...A3F2', 'sk-ant-api03-...A3F2', 'sk-proj-…44F0', 'sk-****9f3Q', '...A3F2', 'A3F2'])(
    'are not %s',
    (hint) => {
      expect(accepted({ ...MINIMAL, context: { key: { hint } } }).context.key).toEqual({ hint });
    },
  );
});

describe('the raw payload', () => {
  it('is the payload member as JSON text', () => {
    expect(accepted({ ...MINIMAL, payload: { a: [1, null] } }).payload).toBe('{"a":[1,null]}');
    expect(accepted({ ...MINIMAL, payload: 'text' }).payload).toBe('"text"');
    expect(accepted({ ...MINIMAL, payload: 0 }).payload).toBe('0');
  });

  it('is the whole event where there is none, and nothing where it is null', () => {
    expect(accepted(MINIMAL).payload).toBe(JSON.stringify(MINIMAL));
    expect(accepted({ ...MINIMAL, payload: null }).payload).toBeNull();
  });

  it('is the whole event where that has members that the format does not know', () => {
    const event = { ...MINIMAL, payload: { a: 1 }, team: 'platform' };
    expect(accepted(event).payload).toBe(JSON.stringify(event));
  });

  it('is text where it is sent as text', () => {
    expect(accepted({ ...MINIMAL, payloadText: '<xml/>' }).payload).toBe('<xml/>');
  });

  it('is kept in part, with size and hash of the whole, over 8 MiB', () => {
    const body = 'x'.repeat(9 * 1024 * 1024);
    const { payload } = accepted({ ...MINIMAL, payload: { body } });
    const kept = JSON.parse(payload ?? '') as {
      $runtrail: { truncated: { sizeBytes: number; sha256: string } };
      head: string;
    };
    expect(kept.$runtrail.truncated.sizeBytes).toBe(body.length + '{"body":""}'.length);
    expect(kept.$runtrail.truncated.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(kept.head.startsWith('{"body":"xxx')).toBe(true);
    expect(payload?.length).toBeLessThan(100_000);
    const other = accepted({ ...MINIMAL, payload: { body: `${body}y` } });
    expect(other.payload).not.toBe(payload);
    expect(other.id).not.toBe(accepted({ ...MINIMAL, payload: { body } }).id);
  });
});

describe('text that cannot be stored', () => {
  it('is replaced, and the payload says so', () => {
    const event = accepted({
      ...MINIMAL,
      summary: 'a\0b',
      context: { cwd: '/tmp/\uD800x' },
      payload: { 'k\0': ['\uDC00', 'fine 😀'] },
    });
    expect(event.summary).toBe('a\uFFFDb');
    expect(event.context.cwd).toBe('/tmp/\uFFFDx');
    expect(JSON.parse(event.payload ?? '')).toEqual({
      $runtrail: { sanitised: true },
      payload: { 'k\uFFFD': ['\uFFFD', 'fine 😀'] },
    });
  });

  it('leaves sound text alone', () => {
    expect(accepted({ ...MINIMAL, summary: 'fine 😀', payload: '😀' }).payload).toBe('"😀"');
  });
});

describe('small things', () => {
  it('takes null members for absent ones', () => {
    const context = { user: null, endpoint: { hostName: 'a', address: null } };
    const event = accepted({ ...MINIMAL, agentId: null, context, touches: null });
    expect(event.session).toEqual(SESSION);
    expect(event.context).toEqual({ endpoint: { hostName: 'a' } });
  });

  it('fills in a subagent’s session', () => {
    const event = accepted({ ...MINIMAL, type: 'SUBAGENT_START', child: { agentId: 'a1' } });
    expect(event.type === 'SUBAGENT_START' && event.child).toEqual({ ...SESSION, agentId: 'a1' });
  });

  it('keeps an unknown cost unknown', () => {
    const request = { ...MINIMAL, type: 'MODEL_REQUEST' };
    expect(accepted(request)).toMatchObject({
      model: null,
      tokens: null,
      costMicroUsd: null,
      costBasis: null,
    });
    expect(accepted({ ...request, costMicroUsd: 0 })).toMatchObject({
      costMicroUsd: 0,
      costBasis: 'REPORTED',
    });
    expect(accepted({ ...request, tokens: { input: 3, output: 4 } })).toMatchObject({
      tokens: { input: 3, output: 4, cacheRead: 0, cacheCreation: 0 },
    });
  });

  it('cuts a summary to one line of 200 characters, never through a character', () => {
    expect(accepted({ ...MINIMAL, summary: ' two\n lines ' }).summary).toBe('two lines');
    for (const padding of ['', 'x']) {
      const { summary } = accepted({ ...MINIMAL, summary: padding + '😀'.repeat(300) });
      expect(summary.length).toBeLessThanOrEqual(200);
      expect(summary).not.toMatch(/\p{Surrogate}/u);
    }
  });

  it('takes two spellings of a remote for one', () => {
    const remote = (text: string): unknown =>
      accepted({ ...MINIMAL, context: { repository: { remote: text } } }).context.repository;
    for (const text of [
      'github.com/acme/payments',
      'https://github.com/acme/payments.git',
      'https://user:secret@GitHub.com:443/acme/payments/',
      'git@github.com:acme/payments.git',
      'ssh://git@github.com:22/acme/payments.git',
    ]) {
      expect(remote(text)).toEqual({ remote: 'github.com/acme/payments' });
    }
  });
});

describe('any value', () => {
  const hostile = {
    get sessionId(): string {
      throw new Error('no');
    },
  };

  it('gets an event or a reject, never an exception', () => {
    const everything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withSparseArray: true,
      withTypedArray: true,
    });
    fc.assert(
      fc.property(everything, (value) => {
        const parsed = parseNativeEvent(value, RECEIVED_AT);
        expect(
          isReject(parsed) ? parsed.code.length > 0 && parsed.reason.length > 0 : parsed.id.length,
        ).toBeTruthy();
      }),
      { numRuns: 1000 },
    );
  });

  it('in any member, too', () => {
    const members = [...NATIVE_MEMBERS, '__proto__', 'constructor', 'unheard of'];
    fc.assert(
      fc.property(fc.constantFrom(...members), fc.oneof(fc.jsonValue(), fc.anything()), (member, value) => {
        const parsed = parseNativeEvent(
          { ...MINIMAL, type: 'TOOL_USE', tool: 't', [member]: value },
          RECEIVED_AT,
        );
        const excerpt = isReject(parsed) ? parsed.excerpt : '';
        expect(excerpt.length).toBeLessThanOrEqual(500);
      }),
      { numRuns: 2000 },
    );
  });

  it('and what is no data at all', () => {
    const cyclic: Record<string, unknown> = { ...MINIMAL };
    cyclic['self'] = cyclic;
    const closed = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no');
        },
      },
    );
    const values = [hostile, cyclic, closed, new Date(), () => 1, Symbol('s'), 1n];
    for (const value of values) expect(isReject(parseNativeEvent(value, RECEIVED_AT))).toBe(true);
  });

  it('cannot reach the prototype of objects', () => {
    const pollution = '"__proto__":{"polluted":true}';
    accepted(JSON.parse(`${JSON.stringify(MINIMAL).slice(0, -1)},${pollution},"payload":{${pollution}}}`));
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
