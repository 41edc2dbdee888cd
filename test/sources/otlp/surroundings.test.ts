import { describe, expect, it } from 'vitest';

import type { EventContext } from '../../../src/events/event.js';
import { CLAUDE_CODE, claudeLog, type Json, logs, readLogs } from './requests.js';

function surroundings(
  values: Json,
  resource: Json = {},
): { readonly context: EventContext; readonly payload: string } {
  const [event] = readLogs(
    logs([claudeLog('plugin_loaded', values)], { ...CLAUDE_CODE, ...resource }),
  ).events;
  if (event === undefined) throw new Error('The record was not read.');
  return { context: event.context, payload: event.payload ?? '' };
}

describe('who', () => {
  it('is the login, by account and e-mail', () => {
    const { context } = surroundings({
      'user.email': 'Dana@Shop.example',
      'user.account_uuid': 'acc-1',
      'user.account_id': 'user_01',
    });
    expect(context).toMatchObject({
      identityCarried: true,
      user: { email: 'dana@shop.example', accountId: 'acc-1', basis: 'LOGIN' },
    });
    expect(surroundings({ 'user.account_id': 'user_01' }).context.user).toEqual({
      accountId: 'user_01',
      basis: 'LOGIN',
    });
  });

  it('is unknown with an API key: the id of an installation names nobody', () => {
    const { context } = surroundings({});
    expect(context.identityCarried).toBe(true);
    expect(context).not.toHaveProperty('user');
  });

  it.each([
    ['an account name', 'dana'],
    ['a redaction', '[REDACTED]'],
    ['something like an address', 'dana@@shop'],
  ])('is no enduser.id that is %s', (_name, id) => {
    expect(surroundings({}, { 'enduser.id': id }).context).not.toHaveProperty('user');
  });

  it('is an enduser.id that is an e-mail address', () => {
    expect(surroundings({}, { 'enduser.id': 'dana@shop.example' }).context.user).toEqual({
      email: 'dana@shop.example',
      basis: 'LOGIN',
    });
  });

  it('is never the account that the process runs under', () => {
    const { context } = surroundings({}, { 'process.owner': 'dana' });
    expect(context).toMatchObject({ osAccount: 'dana' });
    expect(context).not.toHaveProperty('user');
  });
});

describe('where', () => {
  it.each([
    [
      'its enrolment and name',
      { 'runtrail.endpoint.id': 'ep-7', 'host.name': 'dana-laptop' },
      { enrolmentId: 'ep-7', hostName: 'dana-laptop' },
    ],
    [
      'the id of the host where it has no name',
      { 'host.id': 'f489dc18', 'host.name': 'localhost' },
      { hostName: 'f489dc18' },
    ],
  ])('is the endpoint by %s', (_name, resource, endpoint) => {
    expect(surroundings({}, resource).context.endpoint).toEqual(endpoint);
  });

  it('is nowhere by what is no machine', () => {
    expect(
      surroundings({}, { 'service.instance.id': 'i-1', 'host.arch': 'amd64', 'host.name': '<REDACTED>' })
        .context,
    ).not.toHaveProperty('endpoint');
  });

  it('is also a repository, branch and folder', () => {
    const resource = {
      'vcs.repository.url.full': 'https://bot:secret@GitHub.com/acme/shop.git',
      'vcs.ref.head.name': 'main',
      'process.working_directory': '/home/dana/shop',
    };
    expect(surroundings({}, resource).context).toMatchObject({
      repository: { remote: 'github.com/acme/shop' },
      branch: 'main',
      cwd: '/home/dana/shop',
      osAccount: 'dana',
    });
  });
});

describe('which key', () => {
  const fingerprint = 'AB'.repeat(32);

  it('is its fingerprint and hint', () => {
    const { context } = surroundings(
      {},
      { 'runtrail.key.fingerprint': fingerprint, 'runtrail.key.hint': 'sk-ant-...A3F2' },
    );
    expect(context.key).toEqual({ fingerprint: fingerprint.toLowerCase(), hint: 'sk-ant-...A3F2' });
  });

  it.each(['runtrail.key.fingerprint', 'runtrail.key.hint'])(
    'is nothing where %s is a key itself, which is not kept',
    (name) => {
      const raw = 'sk-ant-api03-Zq8XvT1mN4bR7wK2pL9s';
      const { context, payload } = surroundings({}, { [name]: raw });
      expect(context).not.toHaveProperty('key');
      expect(payload).not.toContain(raw);
      expect(payload).toContain('[withheld]');
    },
  );

  it('is not kept in a reject either', () => {
    const raw = 'sk-ant-api03-Zq8XvT1mN4bR7wK2pL9s';
    const [reject] = readLogs(logs([claudeLog('x', { 'session.id': '', 'runtrail.key.hint': raw })])).rejects;
    expect(reject?.excerpt).toContain('[withheld]');
    expect(reject?.excerpt).not.toContain(raw);
  });
});
