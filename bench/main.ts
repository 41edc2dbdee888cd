import 'reflect-metadata';

import { writeFile } from 'node:fs/promises';
import os from 'node:os';

import { type BenchDatabase, openBenchDatabase } from './bench-database.js';
import { HISTORY_ENDS_AT } from './company/company.js';
import { loadCompany, type LoadedCompany } from './company/load.js';
import { sessionPlans } from './company/session-plans.js';
import { measureImport } from './import/import-row.js';
import { measureIngest } from './ingest/ingest-row.js';
import { describeMachine } from './machine.js';
import { measureMemory } from './memory/memory-row.js';
import { parseOptions } from './options.js';
import { measureOtlp } from './otlp/otlp-row.js';
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

const writeRounds = { warmUp: 2, counted: Math.max(3, Math.round(options.rounds / 10)) };

const rows: RowResult[] = [];
if (options.rows.includes('otlp')) {
  say('measuring OTLP');
  const { importSessions: sessions, seed } = options;
  rows.push(...(await measureOtlp({ sessions, seed, rounds })));
}
const ofDatabase = options.rows.some((row) => row !== 'otlp') ? await measureWithDatabase() : null;
const report: BenchReport = {
  startedAt,
  finishedAt: new Date().toISOString(),
  machine: await describeMachine(process.env),
  database: ofDatabase?.description ?? null,
  load: { atStart: loadAtStart, atEnd: os.loadavg()[0] ?? 0 },
  data: ofDatabase?.data ?? null,
  rows,
};
process.stdout.write(reportText(report));
if (options.json !== null) await writeFile(options.json, `${JSON.stringify(report, null, 2)}\n`);
if (rows.some(({ invalid }) => invalid !== null)) process.exitCode = 1;

interface OfDatabase {
  readonly description: string;
  readonly data: BenchReport['data'];
}

async function measureWithDatabase(): Promise<OfDatabase> {
  const database = await openBenchDatabase(process.env, options.database, say);
  // A database of its own would go on running in a folder that nobody knows.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      say('stopping');
      void database.close().finally(() => process.exit(130));
    });
  }
  try {
    const { importSessions: sessions, seed } = options;
    if (options.rows.includes('import')) {
      say('measuring the import');
      rows.push(await measureImport({ database, sessions, seed, rounds: writeRounds }));
    }
    if (options.rows.includes('ingest')) {
      say('measuring ingest over HTTP');
      rows.push(await measureIngest({ database, sessions, seed, rounds: writeRounds }));
    }
    const asksGraph = options.rows.includes('page') || options.rows.includes('radius');
    const data = asksGraph ? await measureQuestions(database) : null;
    if (options.rows.includes('memory')) {
      say('measuring memory');
      rows.push(await measureMemory({ database, seed, sizeMb: options.memoryMb }));
    }
    return { description: `${await database.server()}, ${await database.memory()}`, data };
  } finally {
    await database.close();
  }
}

/** Rows that need a graph to ask. */
async function measureQuestions(database: BenchDatabase): Promise<BenchReport['data']> {
  const company = await load(database);
  const { nodes, relationships } = await database.counts();
  const { topLevelSessions: sessions, subagents } = company;
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
  return { seed: options.seed, sessions, subagents, nodes, relationships };
}

async function load({ driver, address }: BenchDatabase): Promise<LoadedCompany> {
  const { sessions, seed } = options;
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
