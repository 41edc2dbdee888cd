import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { TrialHome } from './trial-home.js';

const READY_WITHIN_MS = 60_000;

/** The service as a process of its own, from its sources, or with `--built` from `dist`; always on the same port. */
export class TrialService {
  readonly url: string;
  readonly #home: TrialHome;
  readonly #port: number;
  #child: ChildProcess | undefined;

  private constructor(home: TrialHome, port: number) {
    this.#home = home;
    this.#port = port;
    this.url = `http://127.0.0.1:${port}`;
  }

  /** Not started yet. */
  static async on(home: TrialHome): Promise<TrialService> {
    return new TrialService(home, await freePort());
  }

  /** Resolves when it is ready, with the milliseconds that took. Throws where it ends before. */
  async start(): Promise<number> {
    const startedAt = performance.now();
    const log = await open(path.join(this.#home.folder, 'service.log'), 'a');
    const program = process.argv.includes('--built') ? ['dist/main.js'] : ['--import', 'tsx', 'src/main.ts'];
    const child = spawn(process.execPath, program, {
      env: { ...this.#home.environment, HOST: '127.0.0.1', PORT: String(this.#port), LOG_LEVEL: 'warn' },
      stdio: ['ignore', log.fd, log.fd],
    });
    this.#child = child;
    await log.close();
    while (performance.now() - startedAt < READY_WITHIN_MS) {
      if (child.exitCode !== null) throw new Error(`The service ended with code ${child.exitCode}.`);
      const answer = await fetch(`${this.url}/health/ready`).catch(() => null);
      await answer?.arrayBuffer().catch(() => null);
      if (answer?.status === 200) return performance.now() - startedAt;
      await sleep(50);
    }
    throw new Error('The service was not ready in time.');
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}

/** A port on which nothing listens now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('The system has no free port.');
  return address.port;
}
