import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const ANSWER_WITHIN_MS = 60_000;

/** What became of one attempt: a status, or why there is none: nobody listened, or the connection broke. */
export interface Attempt {
  readonly status: number | 'NOBODY' | 'BROKEN';
  readonly startedAt: number;
  /** Milliseconds. */
  readonly tookMs: number;
}

/** What one sender sends: sessions of its own, events with ids of their own. */
export interface SenderOptions {
  readonly url: string;
  readonly name: string;
  readonly batchEvents: number;
  /** Batches before a session ends and the next begins. */
  readonly batchesOfSession: number;
  /** Surroundings of each event, as the native format has them. */
  readonly context: Readonly<Record<string, unknown>>;
}

/**
 * Sends batch after batch of native events, each again until it is acknowledged, as a forwarder with a spool does. An
 * event id counts as acknowledged once its batch was answered with 200.
 */
export class TrialSender {
  readonly attempts: Attempt[] = [];
  /** Event ids by session. */
  readonly acknowledged = new Map<string, Set<string>>();
  readonly #options: SenderOptions;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  #stopped = false;
  #batches = 0;

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /** Runs until `stop` was called and the batch under way is acknowledged. */
  async run(): Promise<void> {
    while (!this.#stopped) await this.#sendOne();
    this.#agent.destroy();
  }

  stop(): void {
    this.#stopped = true;
  }

  async #sendOne(): Promise<void> {
    const { name, batchEvents, batchesOfSession, context } = this.#options;
    const batch = this.#batches++;
    const sessionId = `${name}-${Math.floor(batch / batchesOfSession)}`;
    const ids = Array.from({ length: batchEvents }, (_, n) => `${name}-${batch}-${n}`);
    const body = ids.map((id, n) => `${JSON.stringify(eventOf(id, sessionId, n, context))}\n`).join('');
    for (;;) {
      const attempt = await this.#post(body);
      this.attempts.push(attempt);
      if (attempt.status === 200) break;
      await sleep(typeof attempt.status === 'number' ? 200 : 50);
    }
    const known = this.acknowledged.get(sessionId) ?? new Set();
    for (const id of ids) known.add(id);
    this.acknowledged.set(sessionId, known);
  }

  async #post(body: string): Promise<Attempt> {
    const startedAt = performance.now();
    const status = await new Promise<Attempt['status']>((resolve) => {
      const sent = request(`${this.#options.url}/v1/events`, {
        method: 'POST',
        agent: this.#agent,
        headers: { 'content-type': 'application/x-ndjson', 'content-length': Buffer.byteLength(body) },
      });
      sent.setTimeout(ANSWER_WITHIN_MS, () => sent.destroy());
      sent.on('error', (error) => {
        resolve('code' in error && error.code === 'ECONNREFUSED' ? 'NOBODY' : 'BROKEN');
      });
      sent.on('response', (response) => {
        response.resume();
        response.on('error', () => resolve('BROKEN'));
        // An answer that was cut acknowledges nothing.
        response.on('close', () => resolve(response.complete ? (response.statusCode ?? 'BROKEN') : 'BROKEN'));
      });
      sent.end(body);
    });
    return { status, startedAt, tookMs: performance.now() - startedAt };
  }
}

/** Every third event reads a file, so that something besides the events themselves could be counted twice. */
function eventOf(id: string, sessionId: string, n: number, context: SenderOptions['context']): object {
  const base = { v: 1, product: 'trial-agent', sessionId, id, at: new Date().toISOString(), context };
  if (n % 3 !== 0) return { ...base, type: 'USER_PROMPT' };
  const touches = [{ kind: 'READ', path: `/home/dana/shop/src/file-${n}.ts` }];
  return { ...base, type: 'TOOL_USE', tool: 'Read', touches };
}
