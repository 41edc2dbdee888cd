import { describe, expect, it } from 'vitest';

import type { Reject, SourceItem } from '../../src/events/event.js';
import { nativeEvents } from '../../src/sources/native/native-events.js';
import { BodyDamagedError } from '../../src/intake/intake-errors.js';
import type { Submission } from '../../src/intake/intake-queue.js';
import { takeIn } from '../../src/intake/intake.js';

/** Takes everything, and remembers it. */
class FakeQueue {
  readonly parts: Submission[] = [];
  refused: readonly Reject[] = [];
  failure: Error | null = null;

  readonly submit = (part: Submission): Promise<readonly Reject[]> => {
    if (this.failure !== null) return Promise.reject(this.failure);
    this.parts.push(part);
    return Promise.resolve(this.refused);
  };
}

async function* items(count: number, failure: Error | null = null): AsyncGenerator<SourceItem> {
  const lines = Array.from({ length: count }, (_, id) =>
    JSON.stringify({ v: 1, type: 'USER_PROMPT', product: 'acme-agent', sessionId: 's', id: String(id) }),
  );
  const chunks = (async function* () {
    yield await Promise.resolve(Buffer.from(`${lines.join('\n')}\n`));
    if (failure !== null) throw failure;
  })();
  yield* nativeEvents.read({ name: 'test', receivedAt: Date.UTC(2026, 10, 21), chunks });
}

describe('takeIn', () => {
  it('submits an input in parts', async () => {
    const queue = new FakeQueue();
    expect(await takeIn(items(2_500), queue)).toMatchObject({ accepted: 2_500, rejected: 0 });
    expect(queue.parts.map(({ events }) => events.length)).toEqual([1_000, 1_000, 500]);
  });

  it('submits what stood before a fault of the body, and tells of the fault', async () => {
    const queue = new FakeQueue();
    await expect(takeIn(items(1_200, new BodyDamagedError('gzip')), queue)).rejects.toThrow(BodyDamagedError);
    expect(queue.parts.map(({ events }) => events.length)).toEqual([1_000, 200]);
  });

  it('submits nothing more once the queue refused a part', async () => {
    const queue = new FakeQueue();
    queue.failure = new Error('full');
    await expect(takeIn(items(2_500), queue)).rejects.toThrow('full');
    expect(queue.parts).toEqual([]);
  });

  it('counts what could not be stored as rejected', async () => {
    const queue = new FakeQueue();
    const reject = { source: 'NATIVE', position: 'e', code: 'NOT_STORABLE', reason: 'r', excerpt: '' };
    queue.refused = [reject];
    expect(await takeIn(items(3), queue)).toEqual({
      accepted: 2,
      rejected: 1,
      skipped: 0,
      rejects: [reject],
    });
  });
});
