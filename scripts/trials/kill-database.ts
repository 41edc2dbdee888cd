/**
 * Kills Neo4j with -9 under sixteen writers that share one API key, starts it again, and does so several times. No
 * other answers than 200, 429 and 503 may reach a writer, and afterwards every acknowledged event must be in the graph
 * exactly once.
 *
 *   npx tsx scripts/trials/kill-database.ts [--kills 3] [--calm-seconds 20] [--built]
 *
 * Runs a Neo4j of its own in a temporary folder, and the service from its sources (`--built`: from `dist`, after `npm
 * run build`). Prints one line of figures; exits with 1 where an event was lost or doubled, or a request got another
 * answer or none. Times depend on the machine and fail nothing.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import { TrialHome } from './trial-home.js';
import { type Attempt, TrialSender } from './trial-sender.js';
import { TrialService } from './trial-service.js';
import { numberArgument, quantile, seconds, verdictOf } from './trial-verdict.js';

const WRITERS = 16;
const KEY = { fingerprint: 'c0ffee'.repeat(10), hint: 'sk-...A3F2' };
/** Statements of a database that has just started are slow for as long as their plans are not there. */
const WARM_UP_MS = 10_000;

const kills = numberArgument('kills', 3);
const calmMs = numberArgument('calm-seconds', 20) * 1_000;

const home = await TrialHome.create();
const service = await TrialService.on(home);
try {
  await service.start();
  const senders = Array.from(
    { length: WRITERS },
    (_, n) =>
      new TrialSender({
        url: service.url,
        name: `writer-${n}`,
        batchEvents: 5,
        batchesOfSession: 20,
        context: { key: KEY },
      }),
  );
  const running = senders.map((sender) => sender.run());
  const attempts = (): Attempt[] => senders.flatMap((sender) => sender.attempts);

  await sleep(WARM_UP_MS);
  const calmFrom = performance.now();
  await sleep(calmMs);
  const calmUntil = performance.now();
  const backMs: number[] = [];
  for (let kill = 1; kill <= kills; kill++) {
    await home.killDatabase();
    await sleep(3_000);
    await home.restartDatabase();
    const restartedAt = performance.now();
    const isBack = (): boolean =>
      attempts().some(({ status, startedAt, tookMs }) => status === 200 && startedAt + tookMs > restartedAt);
    while (!isBack()) await sleep(20);
    backMs.push(performance.now() - restartedAt);
    await sleep(5_000);
  }
  for (const sender of senders) sender.stop();
  await Promise.all(running);

  const driver = home.connect();
  const acknowledged = new Map(senders.flatMap((sender) => [...sender.acknowledged]));
  const verdict = await verdictOf(driver, 'trial-agent', acknowledged);
  await driver.close();
  const all = attempts();
  const answered = (wanted: Attempt['status']): number =>
    all.filter(({ status }) => status === wanted).length;
  const odd = all.filter(
    ({ status }) => typeof status !== 'number' || ![200, 429, 503].includes(status),
  ).length;
  const calm = all.filter(
    ({ startedAt, tookMs }) => startedAt >= calmFrom && startedAt + tookMs <= calmUntil,
  );
  const calmTimes = calm.filter(({ status }) => status === 200).map(({ tookMs }) => tookMs);
  const failed = verdict.lost + verdict.doubled + verdict.unexpected + odd > 0 || verdict.acknowledged === 0;
  process.stdout.write(
    `kill-database: ${failed ? 'FAILED' : 'passed'}; kills ${kills}; requests ${all.length}: 200 ${answered(200)}, ` +
      `429 ${answered(429)}, 503 ${answered(503)}, other or none ${odd}; acknowledged events ` +
      `${verdict.acknowledged}, lost ${verdict.lost}, doubled ${verdict.doubled}, unexpected ${verdict.unexpected}; ` +
      `${WRITERS} writers on one key in calm: ${calmTimes.length} requests, ${calm.length - calmTimes.length} refused, ` +
      `p50 ${seconds(quantile(calmTimes, 0.5))}, p99 ${seconds(quantile(calmTimes, 0.99))}; over the whole trial p99 ` +
      `${seconds(
        quantile(
          all.map(({ tookMs }) => tookMs),
          0.99,
        ),
      )}, slowest ` +
      `${seconds(Math.max(0, ...all.map(({ tookMs }) => tookMs)))}; first acknowledged after Neo4j was back ` +
      `${backMs.map(seconds).join(', ')}\n`,
  );
  process.exitCode = failed ? 1 : 0;
} finally {
  await service.stop();
  await home.remove();
}
