import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { hostReach, isLoopback } from '../../src/sensitivity/host-reach.js';
import { MODEL_PROVIDER_HOSTS } from '../../src/sensitivity/model-provider-hosts.js';

describe('where a host is', () => {
  it.each([
    'localhost',
    '127.0.0.1',
    '127.8.8.8',
    '::1',
    '[::1]',
    '0.0.0.0',
    '10.0.1.44',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    'fd12:3456::1',
    'fe80::1',
    'fe80::1%en0',
    '::ffff:10.0.0.1',
    '64:ff9b::a00:1',
    'alice-mbp.local',
    'vault.internal',
    'printer.lan',
    'nas.home.arpa',
    'db.svc.cluster.local',
    'host.docker.internal',
    'postgres',
    'build_agent',
    'app.localhost',
    'LOCALHOST.',
  ])('%s is internal', (host) => {
    expect(hostReach(host)).toBe('INTERNAL');
  });

  it.each([
    'api.anthropic.com',
    'API.Anthropic.com.',
    'api.openai.com',
    'files.openai.com',
    'acme.openai.azure.com',
    'generativelanguage.googleapis.com',
    'europe-west4-aiplatform.googleapis.com',
    'bedrock-runtime.eu-central-1.amazonaws.com',
    'openrouter.ai',
    'api.mistral.ai',
  ])('%s is a model provider', (host) => {
    expect(hostReach(host)).toBe('KNOWN_PROVIDER');
  });

  it.each([
    'example.com',
    'api.github.com',
    'transfer.example.net',
    'docs.anthropic.com',
    'storage.googleapis.com',
    'bedrock-runtime.evil.com',
    's3.eu-central-1.amazonaws.com',
    'api.openai.com.evil.net',
    'evil-openai.com',
    'notopenai.com',
    'xapi.anthropic.com',
    'local.com',
    'internal.example.org',
    'bücher.example.com',
    'xn--bcher-kva.com',
    '8.8.8.8',
    '172.32.0.1',
    '172.15.255.255',
    '100.128.0.1',
    '::ffff:8.8.8.8',
    '2606:4700:4700::1111',
  ])('%s is external', (host) => {
    expect(hostReach(host)).toBe('EXTERNAL');
  });

  it.each([
    '',
    ' ',
    '.',
    '..',
    '$HOST',
    '${HOST}.example.com',
    '<host>',
    '{{host}}',
    'a b.com',
    'http://example.com',
    'example.com:443',
    'example.com/path',
    'user@example.com',
    'a..com',
    '-a.com',
    '256.1.1.1',
    '1.2.3',
    '2130706433',
    '0x7f000001',
    'service.invalid',
    '192.0.2.1',
    '224.0.0.1',
    '255.255.255.255',
    'ff02::1',
    '2001:db8::1',
    '4000::1',
    ':::',
    'x'.repeat(64) + '.com',
    `${'a.'.repeat(200)}com`,
  ])('%j cannot be judged', (host) => {
    expect(hostReach(host)).toBeNull();
  });

  it('takes in the names below a provider only where it says so', () => {
    for (const host of MODEL_PROVIDER_HOSTS) {
      const below = `x${host.startsWith('.') ? '' : '.'}${host}`;
      const own = host.startsWith('.') || MODEL_PROVIDER_HOSTS.includes(`.${host}`);
      expect([below, hostReach(below)]).toEqual([below, own ? 'KNOWN_PROVIDER' : 'EXTERNAL']);
    }
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.ipV4Extended(), fc.ipV6(), fc.domain()),
        (host) => {
          expect(['INTERNAL', 'KNOWN_PROVIDER', 'EXTERNAL', null]).toContain(hostReach(host));
          expect([true, false]).toContain(isLoopback(host));
        },
      ),
    );
  });

  it('judges the same address alike within IPv6', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(hostReach(`::ffff:${address}`)).toBe(hostReach(address));
      }),
    );
  });
});

describe('the machine itself', () => {
  it.each([
    'localhost',
    'Localhost.',
    'api.localhost',
    '127.0.0.1',
    '127.1.2.3',
    '::1',
    '[::1]',
    '::ffff:127.0.0.1',
    '0.0.0.0',
    '::',
  ])('%s is', (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  it.each([
    '10.0.0.1',
    'example.com',
    'localhost.example.com',
    'notlocalhost',
    '128.0.0.1',
    '::2',
    '',
    '$HOST',
  ])('%j is not', (host) => {
    expect(isLoopback(host)).toBe(false);
  });

  it('is always internal', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 255 }), { minLength: 3, maxLength: 3 }), (bytes) => {
        const host = `127.${bytes.join('.')}`;
        expect([isLoopback(host), hostReach(host)]).toEqual([true, 'INTERNAL']);
      }),
    );
  });
});
