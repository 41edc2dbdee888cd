import { describe, expect, it } from 'vitest';

import { eventId } from '../../../src/events/ids.js';
import { ofType, payload, readFixture, readText, RECEIVED_AT, session } from './reading.js';

const ENVELOPE = { v: 1, record_id: '01HQZX3F0A', received_at: 1_772_442_000_000 };

describe('what the forwarder adds', () => {
  it('says who, where, by which key and when', async () => {
    const reading = await readFixture('forwarded.jsonl');
    expect(reading.rejects).toEqual([]);
    expect(reading.events.map(({ type, at, receivedAt }) => [type, at, receivedAt])).toEqual(
      ['SESSION_START', 'USER_PROMPT', 'TOOL_USE', 'ASSISTANT_STOP', 'ASSISTANT_STOP'].map((type, second) => {
        const at = 1_772_442_000_000 + second * 1000;
        return [type, at, at];
      }),
    );
    expect(reading.events[2]?.context).toEqual({
      user: { accountId: 'acc-31', email: 'dana@acme.example', basis: 'LOGIN' },
      identityCarried: true,
      endpoint: { enrolmentId: 'C02XK1', hostName: 'dana-mbp.local', address: '10.0.4.7' },
      osAccount: 'dana',
      agent: { product: 'Claude Code' },
      key: { fingerprint: 'ab'.repeat(32), hint: 'sk-ant-...A3F2' },
      repository: { remote: 'github.com/acme/shop', root: '/home/dana/shop' },
      cwd: '/home/dana/shop',
      permissionMode: 'default',
    });
    expect(reading.events[3]?.context.user).toBeUndefined();
    expect(reading.events[3]?.context.identityCarried).toBe(true);
  });

  it('names the events that have no id of their own', async () => {
    const reading = await readFixture('forwarded.jsonl');
    expect(reading.events[0]?.id).toBe(eventId.line(session, '01HQZX3F0A', 'SessionStart'));
    expect(ofType(reading, 'USER_PROMPT')[0]).toMatchObject({
      id: eventId.line(session, '0d9e8f7a-6b5c-4d3e-8f1a-2b3c4d5e6f70', 'prompt'),
      joins: true,
    });
    expect(new Set(reading.events.map(({ id }) => id)).size).toBe(5);
    expect((await readFixture('forwarded.jsonl')).events).toEqual(reading.events);
  });

  it('may stand beside the members of the payload, with as little as its id and time', async () => {
    const { events } = await readText([payload('Stop', { runtrail: { ...ENVELOPE, user: {}, later: 'x' } })]);
    expect(events).toMatchObject([{ type: 'ASSISTANT_STOP', at: ENVELOPE.received_at }]);
    expect(events[0]?.context).toEqual({
      identityCarried: false,
      osAccount: 'dana',
      agent: { product: 'Claude Code' },
      repository: { root: '/home/dana/shop' },
      cwd: '/home/dana/shop',
    });
  });

  it('goes before the time of a wrapper', async () => {
    const { events } = await readText([
      { runtrail: ENVELOPE, payload: { timestamp: 1_772_000_000, payload: payload('Stop') } },
    ]);
    expect(events[0]?.at).toBe(ENVELOPE.received_at);
  });

  it('does not decide when it was received where its clock is wrong', async () => {
    const receivedAt = async (at: number) => {
      const envelope = { ...ENVELOPE, received_at: at };
      return (await readText([{ runtrail: envelope, payload: payload('Stop') }])).events[0]?.receivedAt;
    };
    expect(await receivedAt(0)).toBe(RECEIVED_AT);
    expect(await receivedAt(RECEIVED_AT + 1000)).toBe(RECEIVED_AT);
    expect(await receivedAt(RECEIVED_AT + 86_400_000)).toBe(RECEIVED_AT);
    expect(await receivedAt(RECEIVED_AT - 86_400_000)).toBe(RECEIVED_AT - 86_400_000);
  });

  it('never makes an identity of a redaction mark', async () => {
    const envelope = {
      ...ENVELOPE,
      user: { account_id: '[REDACTED]' },
      endpoint: { host_name: 'REDACTED' },
      os_account: '***',
    };
    const { events } = await readText([{ runtrail: envelope, payload: payload('Stop') }]);
    expect(events[0]?.context.user).toBeUndefined();
    expect(events[0]?.context.endpoint).toBeUndefined();
    expect(events[0]?.context.osAccount).toBe('dana');
  });

  it.each([
    ['runtrail', 'text'],
    ['runtrail.v', { v: 2 }],
    ['runtrail.record_id', { record_id: undefined }],
    ['runtrail.record_id', { record_id: 'REDACTED' }],
    ['runtrail.received_at', { received_at: '2026-03-02T09:00:00Z' }],
    ['runtrail.received_at', { received_at: 1.5 }],
    ['runtrail.endpoint', { endpoint: 'dana-mbp' }],
    ['runtrail.endpoint.host_name', { endpoint: { host_name: 7 } }],
    ['runtrail.endpoint.address', { endpoint: { address: '1'.repeat(101) } }],
    ['runtrail.os_account', { os_account: 'a\nb' }],
    ['runtrail.git_remote', { git_remote: `https://${'x'.repeat(5000)}` }],
    ['runtrail.user.email', { user: { email: 'dana' } }],
    ['runtrail.key', { key: 'sk-ant-api03-Vn3kQ8sLw2Zx7Rt5' }],
    ['runtrail.key', { key: { fingerprint: 'sk-ant-api03-Vn3kQ8sLw2Zx7Rt5' } }],
    ['runtrail.key', { key: { hint: 'sk-ant-api03-Vn3kQ8sLw2Zx7Rt5' } }],
  ])('is refused where %s is wrong', async (member, change) => {
    const runtrail = typeof change === 'string' ? change : { ...ENVELOPE, ...change };
    const { events, rejects } = await readText([{ runtrail, payload: payload('Stop') }]);
    expect(events).toEqual([]);
    expect(rejects).toMatchObject([{ code: 'BAD_ENVELOPE' }]);
    expect(rejects[0]?.reason).toContain(`\`${member}\``);
    expect(rejects[0]?.excerpt).not.toContain('Vn3kQ8sLw2Zx7Rt5');
  });
});
