import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { access, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { PasswordLostError, PasswordNotSetError } from './database-errors.js';
import { type Java, javaEnvironment } from './java-lookup.js';

const passwordFileName = 'password';

/**
 * The password of the data folder's database, made at the first start and kept in a file that only its owner
 * may read.
 *
 * @throws PasswordLostError when there is a database but no file
 */
export async function readOrMakePassword(folder: string): Promise<string> {
  const file = path.join(folder, passwordFileName);
  const kept = await readFile(file, 'utf8').catch(() => '');
  if (kept.trim() !== '') return kept.trim();
  if (await hasDatabase(folder)) throw new PasswordLostError(file, folder);
  const password = randomBytes(24).toString('base64url');
  await writeFile(`${file}.new`, `${password}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return password;
}

/**
 * Gives a database that was never started its password, by Neo4j's own tool. Does nothing once it was started:
 * from then on the password is part of the data.
 */
export async function setInitialPassword(
  folder: string,
  jarFolder: string,
  java: Java,
  neo4jVersion: string,
  password: string,
): Promise<void> {
  if (await hasDatabase(folder)) return;
  // The arguments go by a file: those on a command line can be read by every user of the machine.
  const argumentFile = path.join(folder, 'set-password.args');
  const commandLine = ['-Xmx128m', '-XX:TieredStopAtLevel=1', '-cp', 'lib/*', 'org.neo4j.cli.AdminTool'];
  const lines = [...commandLine, 'dbms', 'set-initial-password', password];
  await writeFile(argumentFile, lines.map((line) => `${line}\n`).join(''), { mode: 0o600 });
  try {
    const variables = [...javaEnvironment, `NEO4J_HOME=${folder}`, `NEO4J_CONF=${path.join(folder, 'conf')}`];
    const { exitCode, output } = await run(
      'env',
      [...variables, java.executable, `@${argumentFile}`],
      jarFolder,
    );
    if (exitCode === 0) return;
    const safe = output.replaceAll(password, '…');
    throw new PasswordNotSetError(neo4jVersion, exitCode, safe.trim().split('\n').slice(-8));
  } finally {
    await rm(argumentFile, { force: true });
  }
}

async function hasDatabase(folder: string): Promise<boolean> {
  return access(path.join(folder, 'data', 'databases', 'system')).then(
    () => true,
    () => false,
  );
}

async function run(
  command: string,
  args: readonly string[],
  cwd: string,
): Promise<{ readonly exitCode: number | null; readonly output: string }> {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const collect = (chunk: Buffer): void => {
    output = `${output}${chunk.toString()}`.slice(-16_384);
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return { exitCode, output };
}
