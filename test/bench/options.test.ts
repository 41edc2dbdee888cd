import { describe, expect, it } from 'vitest';

import { parseOptions } from '../../bench/options.js';

const parse = (...args: string[]) => parseOptions(['node', 'bench', ...args]);

describe('the options of the bench', () => {
  it('measure all rows on 50,000 sessions, in a database of its own, unless told', () => {
    expect(parse()).toMatchObject({
      sessions: 50_000,
      database: false,
      json: null,
      rows: ['import', 'ingest', 'otlp', 'page', 'radius', 'memory'],
    });
  });

  it('are small with --quick, and what is said besides holds', () => {
    const quick = parse('--quick', '--rounds', '7', '--rows', 'page, radius');
    expect(quick.sessions).toBeLessThan(1_000);
    expect(quick).toMatchObject({ rounds: 7, rows: ['page', 'radius'] });
  });
});
