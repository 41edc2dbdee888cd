import { describe, expect, it } from 'vitest';

import { quoteWords } from '../../../src/sources/shell/quote-words.js';
import { shellFacts } from '../../../src/sources/shell/shell-facts.js';

describe('programs', () => {
  it.each([
    ['cd a && ls | grep x', ['cd', 'ls', 'grep']],
    ['sudo -E env A=1 time nohup timeout -k 5 10 nice -n 5 make all', ['make']],
    ['ls | xargs -n 1 rm', ['ls', 'rm']],
    ['/usr/local/bin/python3 a.py', ['python3']],
    ['./gradlew test', ['gradlew']],
    ['npx -y prettier@3 --check .', ['npx', 'prettier']],
    ['npx @acme/tool run', ['npx', '@acme/tool']],
    ['uv run --with requests tool.py', ['uv', 'python']],
    ['pnpm -F web exec vitest run', ['pnpm', 'vitest']],
    ['mise exec node@20 -- npm test', ['mise', 'npm']],
    ['git status; git log; git status', ['git']],
    ['X=1', []],
    ['$CMD a', []],
    ['f() { rm x; }', []],
    ['f() { rm x; }; f', ['rm']],
    ['nano() { command nano -w "$@"; }; nano a', ['nano']],
    ['f() { rm x; f; }; f', ['rm']],
    [':() { : | : & }; :', []],
    ['echo $(date) && ls', ['echo', 'date', 'ls']],
    ['env', ['env']],
    ['', []],
    ['# only a comment', []],
  ])('%s', (text, programs) => {
    expect(shellFacts(text).programs).toEqual(programs);
  });
});

describe('destructive commands', () => {
  it.each([
    ['rm -rf /srv/data', 'DELETE rm /srv/data'],
    ['rm -rf "$DIR/build"', 'DELETE rm "$DIR/build"'],
    ['find . -name "*.o" -delete', 'DELETE find .'],
    ['find /tmp/x -type f -exec rm -f {} +', 'DELETE rm /tmp/x'],
    ['ls | xargs rm', 'DELETE rm'],
    ['git rm a.txt', 'DELETE git a.txt'],
    ['git clean -fdx', 'DELETE git'],
    ['git branch -D topic', 'DELETE git topic'],
    ['git push origin --delete topic', 'DELETE git topic'],
    ['git push origin :topic', 'DELETE git topic'],
    ['git stash drop', 'DELETE git drop'],
    ['git push -f origin main', 'FORCE_PUSH git main'],
    ['git push --force-with-lease', 'FORCE_PUSH git'],
    ['git push origin +main', 'FORCE_PUSH git +main'],
    ['git reset --hard HEAD~1', 'OVERWRITE git HEAD~1'],
    ['git checkout -- a.txt', 'OVERWRITE git a.txt'],
    ['git checkout .', 'OVERWRITE git .'],
    ['git restore a.txt', 'OVERWRITE git a.txt'],
    ['dd if=/dev/zero of=/dev/sda', 'OVERWRITE dd /dev/sda'],
    ['mkfs.ext4 /dev/sdb1', 'OVERWRITE mkfs.ext4 /dev/sdb1'],
    ['truncate -s 0 app.log', 'OVERWRITE truncate app.log'],
    ['cat a.img > /dev/sda', 'OVERWRITE cat /dev/sda'],
    ['> app.log', 'OVERWRITE redirect app.log'],
    [': > app.log', 'OVERWRITE redirect app.log'],
    ['psql -c "DROP TABLE users"', 'DROP_DATA psql'],
    ['echo "drop database app" | mysql', 'DROP_DATA mysql'],
    ['dropdb app', 'DROP_DATA dropdb app'],
    ['redis-cli FLUSHALL', 'DROP_DATA redis-cli'],
    ['mongosh --eval "db.dropDatabase()"', 'DROP_DATA mongosh'],
    ['docker volume rm pg', 'DROP_DATA docker pg'],
    ['docker compose down -v', 'DROP_DATA docker compose'],
    ['kubectl delete namespace prod', 'DROP_DATA kubectl prod'],
    ['aws s3 rm s3://bucket --recursive', 'DROP_DATA aws s3://bucket'],
    ['terraform destroy -auto-approve', 'DROP_DATA terraform'],
    ['gh repo delete acme/x --yes', 'DELETE gh acme/x'],
    ['python -c "import shutil; shutil.rmtree(\'build\')"', 'DELETE python build'],
  ])('%s', (text, shown) => {
    const found = shellFacts(text).destructive.map(({ what, by, target }) =>
      [what, by, target].filter((part) => part !== undefined).join(' '),
    );
    expect(found).toEqual([shown]);
  });

  it.each([
    ['echo "rm -rf /"'],
    ['git push origin main'],
    ['git reset HEAD~1'],
    [': > /dev/null'],
    ['true > /dev/tcp/10.0.0.1/9'],
    ['git restore --staged a.txt'],
    ['git clean -n'],
    ['git checkout main'],
    ['echo x > a.txt'],
    ['psql -c "select * from drop_log"'],
    ['docker ps'],
    ['ssh box.example "rm -rf /srv"'],
    ['docker exec app rm -rf /srv'],
    ['grep -r "DROP TABLE" migrations'],
    ['rm_all() { rm -rf /; }'],
  ])('%s destroys nothing', (text) => {
    expect(shellFacts(text).destructive).toEqual([]);
  });
});

describe('how far a text was read', () => {
  it.each([
    ['ls', 'FULL'],
    ['', 'FULL'],
    ['curl https://a.example && echo "oops', 'PARTIAL'],
    ['ls; if true; then', 'PARTIAL'],
    [')', 'NONE'],
    ['bash -c "ls; if"', 'PARTIAL'],
    ['echo $(ls', 'PARTIAL'],
  ])('%s is %s', (text, parsed) => {
    expect(shellFacts(text).parsed).toBe(parsed);
  });

  it('trusts a text that breaks the grammar less', () => {
    const { hosts } = shellFacts('curl https://a.example && echo "oops');
    expect(hosts).toMatchObject([{ host: 'a.example', confidence: 'MEDIUM' }]);
  });

  it('reads the first 256 KiB and never half a name', () => {
    const line = 'curl https://host.example/a\n';
    const text = line.repeat(20_000);
    const { hosts, parsed } = shellFacts(text);
    expect(parsed).toBe('PARTIAL');
    expect(hosts).toMatchObject([
      { host: 'host.example', url: 'https://host.example/a', confidence: 'MEDIUM' },
    ]);
  });

  it('counts bytes, not characters', () => {
    expect(shellFacts(`echo ${'é'.repeat(100_000)}`).parsed).toBe('FULL');
    expect(shellFacts(`echo ${'é'.repeat(140_000)}`).parsed).not.toBe('FULL');
  });

  it('reads a long text of many commands whole', () => {
    const commands = Array.from(
      { length: 3000 },
      (_, index) => `cat file-${index}.txt | grep x > out-${index}.txt`,
    );
    const { files, parsed } = shellFacts(commands.join('\n'));
    expect(parsed).toBe('FULL');
    expect(files).toHaveLength(6000);
  });
});

describe('facts are distinct', () => {
  it('keeps the best confidence of a fact that is met again, in its first place', () => {
    const text = 'U=https://a.example/x; curl $U; curl https://b.example; curl https://a.example/x';
    expect(shellFacts(text).hosts.map(({ host, confidence }) => [host, confidence])).toEqual([
      ['a.example', 'HIGH'],
      ['b.example', 'HIGH'],
    ]);
  });
});

describe('quoteWords', () => {
  it.each([
    [['git', 'commit', '-m', "it's done"], "git commit -m 'it'\\''s done'"],
    [['bash', '-lc', 'cat a | grep b'], "bash -lc 'cat a | grep b'"],
    [['printf', '', '$HOME'], "printf '' '$HOME'"],
  ])('%j', (words, text) => {
    expect(quoteWords(words)).toBe(text);
  });

  it('gives the words back to the reader of the text', () => {
    const words = [
      'powershell.exe',
      '-NoProfile',
      '-Command',
      '(Invoke-WebRequest https://a.example/x).Content',
    ];
    const { hosts, parsed } = shellFacts(quoteWords(words));
    expect(parsed).toBe('FULL');
    expect(hosts).toMatchObject([{ host: 'a.example', by: 'Invoke-WebRequest' }]);
  });
});
