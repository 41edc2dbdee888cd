import { Command, InvalidArgumentError } from 'commander';

export const ROWS = ['import', 'ingest', 'otlp', 'page', 'radius', 'memory'] as const;
export type RowName = (typeof ROWS)[number];

export interface BenchOptions {
  /** Top-level sessions in the graph that is asked. */
  readonly sessions: number;
  /** Top-level sessions whose events are imported, or sent to the service. */
  readonly importSessions: number;
  readonly seed: string;
  /** Counted pairs of each question; import and ingest have a tenth of them. */
  readonly rounds: number;
  /** Size of the file whose import is watched for its memory, in units of 1,000,000 bytes. */
  readonly memoryMb: number;
  readonly rows: readonly RowName[];
  /** Where the results go as JSON besides. */
  readonly json: string | null;
  /** Use, and empty, the database that NEO4J_URI names, instead of a managed one of its own. */
  readonly database: boolean;
}

const FULL = { sessions: 50_000, importSessions: 400, rounds: 60, memoryMb: 1_000 };
const QUICK = { sessions: 600, importSessions: 30, rounds: 10, memoryMb: 30 };

/** Reads the command line. Ends the process with a message where an option is wrong, or help was asked for. */
export function parseOptions(argv: readonly string[]): BenchOptions {
  const program = new Command('bench')
    .description('Measures Runtrail against raw Cypher, side by side in one run, on a generated company.')
    .option(
      '--sessions <count>',
      `sessions in the graph that is asked (default: ${FULL.sessions})`,
      wholeNumber,
    )
    .option(
      '--import-sessions <count>',
      `sessions that are imported, or sent to the service (default: ${FULL.importSessions})`,
      wholeNumber,
    )
    .option(
      '--memory-mb <count>',
      `size of the file whose import is watched for its memory (default: ${FULL.memoryMb})`,
      wholeNumber,
    )
    .option('--rounds <count>', `pairs of runs for each question (default: ${FULL.rounds})`, wholeNumber)
    .option('--seed <text>', 'what the company is drawn from', 'runtrail')
    .option('--rows <names>', `which rows, separated by commas: ${ROWS.join(', ')}`, rowNames, [...ROWS])
    .option('--json <file>', 'also write the results there')
    .option(
      '--database',
      'use the database that NEO4J_URI names, and EMPTY it, instead of one of its own',
      false,
    )
    .option(
      '--quick',
      `a smoke check: ${QUICK.sessions} sessions, few rounds; its figures mean nothing`,
      false,
    );
  const given = program.parse(argv).opts<{
    sessions?: number;
    importSessions?: number;
    memoryMb?: number;
    rounds?: number;
    seed: string;
    rows: RowName[];
    json?: string;
    database: boolean;
    quick: boolean;
  }>();
  const size = given.quick ? QUICK : FULL;
  return {
    sessions: given.sessions ?? size.sessions,
    importSessions: given.importSessions ?? size.importSessions,
    rounds: given.rounds ?? size.rounds,
    memoryMb: given.memoryMb ?? size.memoryMb,
    seed: given.seed,
    rows: given.rows,
    json: given.json ?? null,
    database: given.database,
  };
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError('Give a whole number from 1 on.');
  return value;
}

function rowNames(text: string): RowName[] {
  const names = text.split(',').map((name) => name.trim());
  return names.map((name) => {
    const row = ROWS.find((candidate) => candidate === name);
    if (row === undefined)
      throw new InvalidArgumentError(`There is no row ${name}; there are ${ROWS.join(', ')}.`);
    return row;
  });
}
