import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

const READY_WITHIN_MS = 180_000;
const STOPPED_WITHIN_MS = 40_000;

/**
 * Starts the built service with the demo day and a home folder of its own, asks it one question as a client would,
 * and stops it as Ctrl-C does. Throws with what it printed where anything is not as the README says.
 */
export async function smokeTest(): Promise<void> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'runtrail-smoke-'));
  const child = spawn(process.execPath, ['--enable-source-maps', 'dist/main.js', '--demo'], {
    env: { ...process.env, RUNTRAIL_HOME: home, HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'info' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => (output += data.toString()));
  const ended = once(child, 'exit');
  try {
    const url = await Promise.race([
      waitFor(() => /"url":"([^"]+\/graphql)"/.exec(output)?.[1]),
      ended.then(() => Promise.reject(new Error('the service ended before it was ready'))),
    ]);
    await expectReady(new URL('/health/ready', url));
    await expectDemoDay(url);
    child.kill('SIGINT');
    const stopped = await Promise.race([
      ended,
      timeout(STOPPED_WITHIN_MS, 'the service did not stop at Ctrl-C'),
    ]);
    if (stopped[0] !== 0) throw new Error(`the service ended with ${String(stopped[0])} at Ctrl-C`);
  } catch (error) {
    throw new Error(
      `${error instanceof Error ? error.message : String(error)}; it printed:\n${output.slice(-4000)}`,
      {
        cause: error,
      },
    );
  } finally {
    child.kill('SIGKILL');
    await rm(home, { recursive: true, force: true });
  }
}

async function expectReady(url: URL): Promise<void> {
  const response = await fetch(url);
  if (response.status !== 200) throw new Error(`${url.pathname} answered ${response.status}`);
}

async function expectDemoDay(url: string): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ sessionSummary { total active ended } }' }),
  });
  const body = await response.text();
  if (!body.includes('"total":43'))
    throw new Error(`sessionSummary answered ${response.status} ${body.slice(0, 500)}`);
}

async function waitFor<T>(look: () => T | undefined): Promise<T> {
  const giveUpAt = Date.now() + READY_WITHIN_MS;
  while (Date.now() < giveUpAt) {
    const found = look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the service was not ready in time');
}

function timeout(ms: number, message: string): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(message)), ms).unref();
  });
}
