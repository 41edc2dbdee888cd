/**
 * Kills the service with -9 at random points in the middle of ingest, and starts it again at once. Six senders post
 * batches of 20 events throughout, each batch again until it is acknowledged. Afterwards every acknowledged event must
 * be in the graph exactly once.
 *
 *   npx tsx scripts/trials/kill-service.ts [--kills 20] [--seed 1] [--built]
 *
 * Runs a Neo4j of its own in a temporary folder, and the service from its sources (`--built`: from `dist`, after `npm
 * run build`). Prints one line of figures; exits with 1 where an event was lost or doubled, or an answer was none of
 * 200, 429 and 503.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import { SeededRandom } from '../../src/demo/seeded-random.js';
import { TrialHome } from './trial-home.js';
import { TrialSender } from './trial-sender.js';
import { TrialService } from './trial-service.js';
import { numberArgument, quantile, seconds, verdictOf } from './trial-verdict.js';

const kills = numberArgument('kills', 20);
const random = new SeededRandom(`kill-service ${numberArgument('seed', 1)}`);

const home = await TrialHome.create();
const service = await TrialService.on(home);
try {
  await service.start();
  const senders = Array.from(
    { length: 6 },
    (_, n) =>
      new TrialSender({
        url: service.url,
        name: `sender-${n}`,
        batchEvents: 20,
        batchesOfSession: 10,
        context: {},
      }),
  );
  const running = senders.map((sender) => sender.run());
  // The database's first writes take seconds: kills are to fall on a stream of acknowledgements.
  while (senders.some(({ acknowledged }) => acknowledged.size === 0)) await sleep(100);
  const readyMs: number[] = [];
  for (let kill = 1; kill <= kills; kill++) {
    await sleep(random.between(200, 4_000));
    await service.kill();
    readyMs.push(await service.start());
  }
  await sleep(2_000);
  for (const sender of senders) sender.stop();
  await Promise.all(running);

  const driver = home.connect();
  const acknowledged = new Map(senders.flatMap((sender) => [...sender.acknowledged]));
  const verdict = await verdictOf(driver, 'trial-agent', acknowledged);
  await driver.close();
  const attempts = senders.flatMap((sender) => sender.attempts);
  const cut = attempts.filter(({ status }) => status === 'BROKEN').length;
  const odd = attempts.filter(
    ({ status }) => typeof status === 'number' && ![200, 429, 503].includes(status),
  ).length;
  const failed = verdict.lost + verdict.doubled + verdict.unexpected + odd > 0 || verdict.acknowledged === 0;
  process.stdout.write(
    `kill-service: ${failed ? 'FAILED' : 'passed'}; kills ${kills}; requests that ended with the service ${cut}, ` +
      `other answers than 200, 429, 503 ${odd}; acknowledged events ${verdict.acknowledged}, lost ${verdict.lost}, ` +
      `doubled ${verdict.doubled}, unexpected ${verdict.unexpected}; ready again after ${seconds(quantile(readyMs, 0.5))} ` +
      `in the median and ${seconds(Math.max(0, ...readyMs))} at most\n`,
  );
  process.exitCode = failed ? 1 : 0;
} finally {
  await service.stop();
  await home.remove();
}
