import { describe, expect, it } from 'vitest';

import { RepositoryRoots } from '../../../src/sources/claude-code-transcript/paths.js';
import { absolutePath, accountOf } from '../../../src/sources/recorded-paths.js';
import { ofType, readFixture, SESSION } from './reading.js';

describe('absolutePath', () => {
  it.each([
    ['/home/dana/shop/./src/../a.ts', null, '/home/dana/shop/a.ts'],
    ['//home//dana/a.ts', null, '/home/dana/a.ts'],
    ['src/a.ts', '/home/dana/shop', '/home/dana/shop/src/a.ts'],
    ['../a.ts', '/home/dana/shop', '/home/dana/a.ts'],
    ['~/.ssh/config', '/Users/dana/shop', '/Users/dana/.ssh/config'],
    ['~/.ssh/config', '/srv/shop', null],
    ['a.ts', null, null],
    ['', '/home/dana', null],
    ['a\0b', '/home/dana', null],
    ['c:\\Users\\Dana\\a.ts', null, 'C:/Users/Dana/a.ts'],
    ['src\\a.ts', 'c:\\Users\\Dana', 'C:/Users/Dana/src/a.ts'],
    ['D:/data/a.ts', '/home/dana', 'D:/data/a.ts'],
    ['\\\\files\\team\\plan.md', null, '//files/team/plan.md'],
    ['C:\\..\\..', null, null],
    ['a\\b.ts', '/home/dana', '/home/dana/a\\b.ts'],
    ['/', null, '/'],
    ['/home/dana/', null, '/home/dana'],
  ])('%s from %s is %s', (path, cwd, expected) => {
    expect(absolutePath(path, cwd)).toBe(expected);
  });
});

describe('accountOf', () => {
  it.each([
    ['/Users/dana/shop', 'dana'],
    ['/home/dana', 'dana'],
    ['c:\\Users\\Dana\\shop', 'Dana'],
    ['/Users/Shared/shop', null],
    ['/srv/home/dana', null],
    [null, null],
  ])('of %s is %s', (cwd, expected) => {
    expect(accountOf(cwd)).toBe(expected);
  });
});

describe('RepositoryRoots', () => {
  it('is the folder that the transcript’s own folder is named after', () => {
    const roots = new RepositoryRoots('/home/dana/.claude/projects/-home-dana-my-shop/x.jsonl');
    expect(roots.rootOf('/home/dana/my.shop/src/api')).toBe('/home/dana/my.shop');
    expect(roots.rootOf('/home/dana/my.shop')).toBe('/home/dana/my.shop');
    expect(roots.rootOf('/home/dana/other')).toBe('/home/dana/other');
  });

  it('knows it from a subagent’s folder and on Windows, whatever the case of the drive', () => {
    const inFolder = new RepositoryRoots(`projects/-home-dana-shop/${SESSION}/subagents/agent-a1.jsonl`);
    expect(inFolder.rootOf('/home/dana/shop/src')).toBe('/home/dana/shop');
    const onWindows = new RepositoryRoots('C:\\Users\\Dana\\.claude\\projects\\c--Users-Dana-shop\\x.jsonl');
    expect(onWindows.rootOf('C:\\Users\\Dana\\shop\\src')).toBe('C:/Users/Dana/shop');
  });

  it('is else the first working directory for what lies inside, and its own for what does not', () => {
    const roots = new RepositoryRoots('export/session.jsonl');
    expect(roots.rootOf('/home/dana/shop')).toBe('/home/dana/shop');
    expect(roots.rootOf('/home/dana/shop/src')).toBe('/home/dana/shop');
    expect(roots.rootOf('/home/dana/shopping')).toBe('/home/dana/shopping');
    expect(roots.rootOf('not a folder')).toBeNull();
  });

  it('makes files of one project one repository’s, wherever its sessions were started', async () => {
    const reading = await readFixture(`projects/-home-dana-shop/${SESSION}.jsonl`);
    const [prompt] = ofType(reading, 'USER_PROMPT');
    expect(prompt?.context).toMatchObject({
      cwd: '/home/dana/shop/src',
      repository: { root: '/home/dana/shop' },
    });
  });
});

describe('a transcript from Windows', () => {
  it('names one file by one path', async () => {
    const reading = await readFixture('windows.jsonl');
    expect(ofType(reading, 'TOOL_USE').flatMap(({ touches }) => touches)).toMatchObject([
      { kind: 'READ', path: 'C:/Users/Dana/shop/src/basket.ts' },
      { kind: 'WROTE', path: 'C:/Users/Dana/shop/notes.md' },
      { kind: 'WROTE', path: '//files/team/plan.md' },
    ]);
    const roots = reading.events.map(({ context }) => context.repository?.root);
    expect(new Set(roots)).toEqual(new Set(['C:/Users/Dana/shop']));
    expect(ofType(reading, 'TOOL_USE')[1]?.summary).toBe('Write src\\..\\notes.md');
  });
});
