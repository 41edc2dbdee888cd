import { isIP } from 'node:net';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { ShellFacts } from '../../../src/sources/shell/facts.js';
import { Scope } from '../../../src/sources/shell/scope.js';
import { shellFacts } from '../../../src/sources/shell/shell-facts.js';
import { literal } from '../../../src/sources/shell/values.js';
import { ShellWalker } from '../../../src/sources/shell/walker.js';

const FRAGMENTS = [
  'curl ',
  'wget ',
  'https://a.example/x?t=1',
  'https://u:p@b.example',
  '$(',
  '`',
  '"',
  "'",
  ')',
  '(',
  '{ ',
  '}',
  '|',
  ' && ',
  ' || ',
  ';',
  '\n',
  '<<EOF\n',
  '\nEOF\n',
  '<<-X',
  '<<<',
  '> ',
  '>> ',
  '< ',
  '2>&1',
  '$x',
  '"$x"',
  '${x:-y}',
  '${x##*/}',
  'x=1;',
  'a=(1 2);',
  '"${a[@]}"',
  '"$@"',
  'for i in a b; do ',
  'done',
  'if true; then ',
  'else ',
  'fi',
  'while read l; do ',
  'case x in a) ',
  ';;',
  'esac',
  'f() { ',
  'f ',
  'git push ',
  'ssh h ',
  'scp a b:c ',
  'bash -c ',
  'eval ',
  'xargs ',
  'find . -exec rm {} \\; ',
  'python -c ',
  'node -e ',
  'open("a")',
  'sudo ',
  '-o ',
  'a/b ',
  '~/q ',
  '* ',
  '[[ ',
  ' ]]',
  '$((',
  '))',
  'set -- a b',
  'shift',
  'printf %s ',
  'echo -e ',
  'tar czf a ',
  'docker run x ',
  'psql -h h ',
  'powershell ',
  'iwr ',
  '\\',
  '#',
  '{a,b}',
  '{1..3}',
  '<(',
  'trap ',
  'base64 -d',
  'tee f ',
  'cd .. ',
  'sed -i ',
  '--',
  'é',
  '\0',
  '\uFFFF',
  '__proto__ ',
  'constructor ',
  'toString ',
  ' ',
];

const shellish = fc.array(fc.constantFrom(...FRAGMENTS), { maxLength: 40 }).map((parts) => parts.join(''));
const anyText = fc.oneof(
  shellish,
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
);

const HOST = /^[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?$/;
const URL_WITHOUT_SECRETS = /^[a-z][a-z0-9+.-]*:\/\/[^/?#@\s]*(?:\/[^?#\s]*)?$/;

/** What no text may make the reader state. */
function unsound({ hosts, files, programs }: ShellFacts): unknown[] {
  return [
    ...hosts.filter(({ host, remote }) => (remote ? host !== '' : isIP(host) === 0 && !HOST.test(host))),
    ...hosts.filter(({ port = 1 }) => port < 1 || port > 65_535),
    ...hosts.filter(({ url }) => url !== undefined && !URL_WITHOUT_SECRETS.test(url)),
    ...files.filter(({ path }) => path === '' || /[\uFFFF\n\0]/.test(path)),
    ...programs.filter((name, index) => name === '' || programs.indexOf(name) !== index),
  ];
}

describe('any text', () => {
  it('never throws, and states only sound facts', () => {
    fc.assert(
      fc.property(
        anyText,
        fc.option(fc.constantFrom('/srv/app', '~/x', 'C:\\app', ''), { nil: undefined }),
        (text, cwd) => {
          expect(unsound(shellFacts(text, cwd === undefined ? {} : { cwd }))).toEqual([]);
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('is walked without a fault that the outer guard would hide', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(() => new ShellWalker().runText(literal(text), new Scope())).not.toThrow();
      }),
      { numRuns: 1500 },
    );
  });

  it('gives the same facts each time', () => {
    fc.assert(
      fc.property(shellish, (text) => {
        expect(shellFacts(text)).toEqual(shellFacts(text));
      }),
      { numRuns: 200 },
    );
  });

  it('calls nobody when it is quoted', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const quoted = `echo '${text.replaceAll("'", '').replaceAll('\0', '')}'`;
        expect(shellFacts(quoted)).toMatchObject({ hosts: [], files: [], programs: ['echo'] });
      }),
      { numRuns: 300 },
    );
  });
});

describe('texts made to exhaust', () => {
  const many = (part: string, length = 100_000): string => part.repeat(Math.ceil(length / part.length));
  const bombs: readonly (readonly [string, string])[] = [
    ['unterminated here-document', 'cat <<EOF\nx'],
    ['unterminated double quote', 'echo "abc'],
    ['unterminated single quote', "echo 'abc"],
    ['nested substitutions', many('$(')],
    ['nested quoted substitutions', many('"$(')],
    ['nested arithmetic', many('$((')],
    ['nested parentheses', many('(')],
    ['nested groups', many('{ ')],
    ['nested conditions', many('if a; then ')],
    ['nested functions', many('function f { ')],
    ['nested coprocesses', many('coproc ')],
    ['nested shells', many("bash -c '", 5000)],
    ['nested finds', `${many('find . -exec ')}rm {} ;`],
    ['nested wrappers', `${many('sudo ')}ls`],
    ['pending here-documents', many('cat <<A ')],
    ['one long word', `echo ${many('a')}`],
    ['many words', `echo ${many('a ')}`],
    ['many pipes', many('a|')],
    ['many redirects', many('>a ')],
    ['many directories', many('cd a;')],
    ['many slashes', `cat ${many('/')}a`],
    ['doubling variable', `a=aaaaaaaaaa;${'a=$a$a;'.repeat(100)}${many('curl $a;', 20_000)}`],
    ['doubling array', `a=(x);${'a+=("${a[@]}");'.repeat(100)}curl "\${a[@]}"`],
    ['growing replacement', `a=${many('a', 60_000)}; echo \${a//a/${many('b', 60_000)}}`],
    [
      'calls that double',
      `f0() { ls; };${Array.from({ length: 30 }, (_, at) => `f${at + 1}() { f${at}; f${at}; };`).join('')}f30`,
    ],
    ['a function that calls itself', 'f() { f; f; }; f'],
    ['a script that runs itself', 'cat > x.sh <<E\nbash x.sh; bash x.sh\nE\nbash x.sh'],
    ['a text that evaluates itself', `x='eval "$x"; eval "$x"'; eval "$x"`],
    [
      'loops within loops',
      `${Array.from({ length: 12 }, (_, at) => `for v${at} in 1 2 3 4 5 6 7 8 9; do `).join('')}ls;${'done;'.repeat(12)}`,
    ],
    ['many braces', `echo ${'{a,b}'.repeat(40)}`],
    ['many at signs in a package', `pip install ${many('@')}`],
    ['many brackets of code', `python -c '${many('f"{')}'`],
    ['code that runs code', `python -c '${many('os.system("ls");')}'`],
  ];

  it.each(bombs)(
    '%s',
    (_, text) => {
      const startedAt = performance.now();
      expect(unsound(shellFacts(text))).toEqual([]);
      // Ample for a busy machine: each takes well under a second when it has a core to itself.
      expect(performance.now() - startedAt).toBeLessThan(10_000);
    },
    20_000,
  );
});
