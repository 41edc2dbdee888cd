#!/usr/bin/env node
import 'reflect-metadata';

import { Command, InvalidArgumentError, Option } from 'commander';
import pino, { type Logger } from 'pino';

import { ConfigError, parseConfig, type Config } from './config.js';

const program = new Command('runtrail')
  .description('The investigation graph for AI agent sessions.')
  .showHelpAfterError()
  .configureOutput({ outputError: (text, write) => write(text) });

program
  .command('serve', { isDefault: true })
  .description(
    'run the service: the database where none is named, the appraiser and GraphQL (the default command)',
  )
  .option('--demo', 'load the demo day into an empty graph and print queries worth running', false)
  .action((options: { demo: boolean }) =>
    run(async (config) => {
      const { runServe } = await import('./cli/serve.js');
      await runServe(config, {
        demo: options.demo,
        now: Date.now,
        log: logger(config),
        say: (line) => process.stdout.write(`${line}\n`),
        signal: stopSignal(),
      });
    }),
  );

program
  .command('import')
  .description('read files and folders into the graph')
  .argument('<path...>', 'files or folders, such as ~/.claude/projects')
  .option('--again', 'also read files that are unchanged since an earlier import', false)
  .addOption(
    new Option(
      '--offline',
      'load into the managed database while it is empty and stopped: for very much input',
    )
      .default(false)
      .conflicts('again'),
  )
  .option('--json', 'print the summary as JSON', false)
  .action((paths: string[], options: { again: boolean; offline: boolean; json: boolean }) =>
    run(async (config) => {
      if (options.offline) {
        const { runBulkImport } = await import('./cli/bulk-import.js');
        const { json } = options;
        const signal = stopSignal();
        await runBulkImport(config, paths, {
          json,
          now: Date.now,
          out: process.stdout,
          err: process.stderr,
          signal,
        });
        return;
      }
      const { runImport } = await import('./cli/import.js');
      await runImport(config, paths, { ...options, now: Date.now, out: process.stdout, err: process.stderr });
    }),
  );

program
  .command('export')
  .description('write the graph as lines of JSON, to the standard output or a file')
  .addOption(
    new Option('--events', 'native events, which import reads again, instead of nodes and relationships')
      .default(false)
      .conflicts('withoutReceiveTimes'),
  )
  .option(
    '--without-receive-times',
    'leave out what depends on when things were received or appraised',
    false,
  )
  .option('--out <file>', 'a file: it is there whole or not at all')
  .action((options: { events: boolean; withoutReceiveTimes: boolean; out?: string }) =>
    run(async (config) => {
      const { runExport } = await import('./cli/export.js');
      await runExport(config, {
        events: options.events,
        withoutReceiveTimes: options.withoutReceiveTimes,
        ...(options.out === undefined ? {} : { file: options.out }),
        stdout: process.stdout,
        err: process.stderr,
        signal: stopSignal(),
      });
    }),
  );

program
  .command('rejects')
  .description('list input that could not be read, newest first')
  .option('--first <count>', 'how many', wholeNumber, 20)
  .option('--json', 'one JSON object a line', false)
  .action((options: { first: number; json: boolean }) =>
    run(async (config) => {
      const { runRejects } = await import('./cli/rejects.js');
      await runRejects(config, { ...options, out: process.stdout, err: process.stderr });
    }),
  );

await program.parseAsync();

/** Parses the environment, runs a command, and turns a failure into one plain message and exit code 1. */
async function run(command: (config: Config) => Promise<void>): Promise<void> {
  try {
    await command(parseConfig(process.env));
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = 1;
  }
}

function explain(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (error instanceof Error)
    return process.env['LOG_LEVEL'] === 'debug' ? (error.stack ?? error.message) : error.message;
  return String(error);
}

/** JSON lines, or readable ones on a terminal. */
function logger(config: Config): Logger {
  const pretty = process.stdout.isTTY
    ? { transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname' } } }
    : {};
  return pino({ level: config.logLevel, ...pretty });
}

/** Aborts at the first Ctrl-C or SIGTERM; at the second the process ends at once. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return controller.signal;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1 || value > 10_000) {
    throw new InvalidArgumentError('Give a whole number from 1 to 10000.');
  }
  return value;
}
