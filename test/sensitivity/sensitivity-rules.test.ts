import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { fileSensitivity } from '../../src/sensitivity/file-rules.js';
import { hostReach } from '../../src/sensitivity/host-reach.js';
import { SensitivityRulesError } from '../../src/sensitivity/rules-file-error.js';
import { parseSensitivityRules } from '../../src/sensitivity/rules-file.js';
import { SensitivityRules } from '../../src/sensitivity/sensitivity-rules.js';

const YAML = `
# What the shop says itself.
files:
  - { glob: "fixtures/**", level: NONE, reason: made-up data }
  - { glob: "*.tariff", level: critical, reason: what customers pay }
  - { glob: "pricing/rules.yaml", level: HIGH, reason: how prices are made }
  - { glob: "/srv/ledger/*.db", level: CRITICAL, reason: the ledger }
repositories:
  - { remote: "github.com/acme/sandbox-*", level: NONE, reason: for trying out }
  - { remote: "github.com/acme/**", level: HIGH, reason: the product }
hosts:
  - { pattern: "*.acme.com", reach: INTERNAL, reason: our own }
  - { pattern: "10.99.0.0/16", reach: EXTERNAL, reason: the guests' network }
  - { pattern: "models.acme.dev", reach: KNOWN_PROVIDER, reason: our gateway }
  - { pattern: "203.0.113.7", reach: INTERNAL, reason: the old mail server }
`;
const rules = new SensitivityRules(parseSensitivityRules(YAML, 'rules.yaml'));

describe("the organisation's rules", () => {
  it.each([
    ['test/fixtures/.env', 'NONE', null],
    ['a/eu.tariff', 'CRITICAL', 'organisation: what customers pay'],
    ['C:\\shop\\EU.Tariff', 'CRITICAL', 'organisation: what customers pay'],
    ['app/pricing/rules.yaml', 'HIGH', 'organisation: how prices are made'],
    ['/srv/ledger/2026.db', 'CRITICAL', 'organisation: the ledger'],
    ['/backup/srv/ledger/2026.db', 'NONE', null],
    ['.env', 'HIGH', 'dotenv'],
    ['.env.example', 'NONE', null],
    ['README.md', 'NONE', null],
  ])('make %s %s', (path, level, rule) => {
    expect(rules.fileSensitivity(path, null)).toMatchObject({ level, rule });
  });

  it('hold for a file whatever its repository says, and leave guarded source to the repository', () => {
    expect(rules.fileSensitivity('fixtures/auth.ts', 'CRITICAL').level).toBe('NONE');
    expect(rules.fileSensitivity('src/auth.ts', 'CRITICAL').level).toBe('CRITICAL');
    expect(rules.fileSensitivity('src/auth.ts', null).level).toBe('LOW');
  });

  it('give repositories their level, the first that matches', () => {
    expect(rules.repositoryLevel('github.com/acme/shop')).toBe('HIGH');
    expect(rules.repositoryLevel('GitHub.com/Acme/shop')).toBe('HIGH');
    expect(rules.repositoryLevel('github.com/acme/sandbox-1')).toBe('NONE');
    expect(rules.repositoryLevel('github.com/acme-other/shop')).toBeNull();
    expect(rules.repositoryLevel('gitlab.com/acme/shop')).toBeNull();
  });

  it.each([
    ['ci.acme.com', 'INTERNAL'],
    ['a.b.Acme.com.', 'INTERNAL'],
    ['acme.com', 'EXTERNAL'],
    ['notacme.com', 'EXTERNAL'],
    ['10.99.3.4', 'EXTERNAL'],
    ['::ffff:10.99.3.4', 'EXTERNAL'],
    ['10.98.3.4', 'INTERNAL'],
    ['models.acme.dev', 'KNOWN_PROVIDER'],
    ['203.0.113.7', 'INTERNAL'],
    ['$HOST', null],
  ])('put %s: %s', (host, reach) => {
    expect(rules.hostReach(host)).toBe(reach);
  });

  it('change nothing where there are none', () => {
    const builtIn = new SensitivityRules();
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(builtIn.fileSensitivity(text, 'HIGH')).toEqual(fileSensitivity(text, 'HIGH'));
        expect(builtIn.hostReach(text)).toBe(hostReach(text));
        expect(builtIn.repositoryLevel(text)).toBeNull();
      }),
    );
  });

  it('have a version that follows what they say', () => {
    const again = new SensitivityRules(parseSensitivityRules(`${YAML}\n# a comment\n`, 'elsewhere.yaml'));
    const other = new SensitivityRules(parseSensitivityRules(YAML.replace('HIGH', 'LOW'), 'rules.yaml'));
    expect(again.version).toBe(rules.version);
    expect(other.version).not.toBe(rules.version);
    expect(new SensitivityRules().version).not.toBe(rules.version);
  });
});

describe('a file of rules', () => {
  it('may be JSON, and may leave out what it says nothing about', () => {
    const json = '{"files":[{"glob":"*.tariff","level":"HIGH","reason":"prices"}]}';
    expect(parseSensitivityRules(json, 'rules.json')).toEqual({
      files: [{ glob: '*.tariff', level: 'HIGH', reason: 'prices' }],
      repositories: [],
      hosts: [],
    });
    expect(parseSensitivityRules('# nothing yet\n', 'rules.yaml')).toEqual({
      files: [],
      repositories: [],
      hosts: [],
    });
  });

  it('is refused with all its faults and where they are', () => {
    const text = [
      'files:',
      '  - { glob: "*.x", level: SECRET, reason: because }',
      '  - { glob: "*.y", level: HIGH }',
      '  - just a text',
      'repos: []',
      'hosts:',
      '  - { pattern: "not a host", reach: INSIDE, reason: 7, owner: dana }',
    ].join('\n');
    let error: unknown;
    try {
      parseSensitivityRules(text, 'rules.yaml');
    } catch (thrown) {
      error = thrown;
    }
    if (!(error instanceof SensitivityRulesError)) throw new Error('It was not refused.');
    expect(error.faults.map(({ line, where }) => [line, where])).toEqual([
      [5, ''],
      [2, 'files[0].level'],
      [3, 'files[1].reason'],
      [4, 'files[2]'],
      [7, 'hosts[0]'],
      [7, 'hosts[0].pattern'],
      [7, 'hosts[0].reach'],
      [7, 'hosts[0].reason'],
    ]);
    expect(error.message).toContain(
      '2:27 files[0].level: is "SECRET"; write one of NONE, LOW, HIGH, CRITICAL',
    );
    expect(error.message).toContain('has 8 faults'.replace('has', 'have'));
  });

  it.each(['files: [', 'a: b: c', '- 1', '"text"', 'files: {}', 'files: &a [*a]'])(
    '%j is refused',
    (text) => {
      expect(() => parseSensitivityRules(text, 'rules.yaml')).toThrow(SensitivityRulesError);
    },
  );

  it('never fails in any other way', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (text) => {
        expect(['rules', 'SensitivityRulesError']).toContain(outcomeOf(text));
      }),
      { numRuns: 500 },
    );
  });
});

function outcomeOf(text: string): string {
  try {
    return new SensitivityRules(parseSensitivityRules(text, 'rules.yaml')).version === '' ? '' : 'rules';
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}
