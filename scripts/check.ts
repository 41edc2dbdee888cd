import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { smokeTest } from './smoke-test.js';

/**
 * Everything that CI runs, in order of cost: format, lint, types, generated files, unused code, the built service, and
 * the tests. Every step runs, so that one run shows all that is wrong. The last line is `N passed, N failed`: the
 * tests' own counts and one for each other step.
 */

interface Step {
  readonly name: string;
  readonly run: () => Promise<void>;
}

const steps: readonly Step[] = [
  { name: 'format', run: () => command('npx', ['prettier', '--check', '.']) },
  { name: 'lint', run: () => command('npm', ['run', '--silent', 'lint']) },
  { name: 'types', run: () => command('npm', ['run', '--silent', 'typecheck']) },
  {
    name: 'generated catalogue',
    run: () => command('npx', ['tsx', 'scripts/generate-catalogue.ts', '--check']),
  },
  { name: 'generated schema', run: () => command('npx', ['tsx', 'scripts/emit-schema.ts', '--check']) },
  { name: 'unused code', run: () => command('npx', ['knip']) },
  { name: 'build', run: () => command('npm', ['run', '--silent', 'build']) },
  { name: 'built service answers', run: smokeTest },
];

let passed = 0;
let failed = 0;
for (const step of steps) {
  const startedAt = Date.now();
  process.stdout.write(`\n== ${step.name}\n`);
  try {
    await step.run();
    passed++;
    process.stdout.write(`== ${step.name}: passed in ${seconds(startedAt)} s\n`);
  } catch (error) {
    failed++;
    process.stdout.write(
      `== ${step.name}: FAILED: ${error instanceof Error ? error.message : String(error)}\n`,
    );
  }
}
const tests = await runTests();
passed += tests.passed;
failed += tests.failed;
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

/** The README's test command, with its own counts. A run that counted nothing has failed. */
async function runTests(): Promise<{ passed: number; failed: number }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'runtrail-check-'));
  const report = path.join(folder, 'tests.json');
  try {
    process.stdout.write('\n== tests\n');
    const outcome = await command('npm', [
      'test',
      '--',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ]).then(
      () => null,
      (error: unknown) => error,
    );
    const counts: unknown = JSON.parse(await readFile(report, 'utf8'));
    const of = (name: string): number => {
      const value = typeof counts === 'object' && counts !== null ? Reflect.get(counts, name) : undefined;
      return typeof value === 'number' ? value : 0;
    };
    const ran = { passed: of('numPassedTests'), failed: of('numFailedTests') };
    // A file that fails to load has no failed test of its own.
    const broken = outcome !== null && ran.failed === 0 ? 1 : 0;
    return ran.passed === 0
      ? { passed: 0, failed: Math.max(1, ran.failed) }
      : { ...ran, failed: ran.failed + broken };
  } catch (error) {
    process.stdout.write(
      `The tests left no report: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    return { passed: 0, failed: 1 };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function command(name: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(name, args, { stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${name} ${args.join(' ')} ended with ${code ?? signal}`));
    });
  });
}

function seconds(startedAt: number): string {
  return ((Date.now() - startedAt) / 1000).toFixed(1);
}
