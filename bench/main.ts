import 'reflect-metadata';

import { writeFile } from 'node:fs/promises';
import os from 'node:os';

import { openBenchDatabase } from './bench-database.js';
import { HISTORY_ENDS_AT } from './company/company.js';
import { loadCompany, type LoadedCompany } from './company/load.js';
import { sessionPlans } from './company/session-plans.js';
import { measureImport } from './import/import-row.js';
import { describeMachine } from './machine.js';
import { parseOptions } from './options.js';
import { measurePages } from './page/page-row.js';
import { measureRadius } from './radius/radius-row.js';
import { type BenchReport, reportText, type RowResult } from './report.js';
import { startService } from './service.js';

const options = parseOptions(process.argv);
const startedAt = new Date().toISOString();
const loadAtStart = os.loadavg()[0] ?? 0;
const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
const rounds = { warmUp: Math.max(5, Math.round(options.rounds / 4)), counted: options.rounds };

const database = await openBenchDatabase(process.env, options.database, say);
// A database of its own would go on running in a folder that nobody knows.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    say('stopping');
    void database.close().finally(() => process.exit(130));
  });
}
try {
  const rows: RowResult[] = [];
  let data: BenchReport['data'] = null;
  if (options.rows.includes('import')) {
    say('measuring the import');
    const { importSessions: sessions, seed } = options;
    const importRounds = { warmUp: 2, counted: Math.max(3, Math.round(options.rounds / 10)) };
    rows.push(await measureImport({ database, sessions, seed, rounds: importRounds }));
  }
  if (options.rows.includes('page') || options.rows.includes('radius')) {
    const company = await load();
    const { nodes, relationships } = await database.counts();
    const { topLevelSessions: sessions, subagents } = company;
    data = { seed: options.seed, sessions, subagents, nodes, relationships };
    const service = await startService(database.graph, HISTORY_ENDS_AT);
    try {
      if (options.rows.includes('page')) {
        say('measuring pages');
        rows.push(...(await measurePages({ database, service, asOf: HISTORY_ENDS_AT, rounds })));
      }
      if (options.rows.includes('radius')) {
        say('measuring radii');
        rows.push(...(await measureRadius({ database, service, company, asOf: HISTORY_ENDS_AT, rounds })));
      }
    } finally {
      await service.stop();
    }
  }
  const report: BenchReport = {
    startedAt,
    finishedAt: new Date().toISOString(),
    machine: await describeMachine(process.env),
    database: `${await database.server()}, ${await database.memory()}`,
    load: { atStart: loadAtStart, atEnd: os.loadavg()[0] ?? 0 },
    data,
    rows,
  };
  process.stdout.write(reportText(report));
  if (options.json !== null) await writeFile(options.json, `${JSON.stringify(report, null, 2)}\n`);
  if (rows.some(({ invalid }) => invalid !== null)) process.exitCode = 1;
} finally {
  await database.close();
}

async function load(): Promise<LoadedCompany> {
  const { sessions, seed } = options;
  const { driver, address } = database;
  const began = performance.now();
  const company = await loadCompany(sessionPlans({ sessions, seed }), {
    driver,
    database: address.database,
    onProgress: (loaded) => {
      if (loaded % Math.max(500, Math.round(sessions / 10)) === 0)
        say(`${loaded} of ${sessions} sessions loaded`);
    },
  });
  say(`${sessions} sessions loaded in ${Math.round((performance.now() - began) / 1000)} s`);
  return company;
}
