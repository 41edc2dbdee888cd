/**
 * Sends log records to an OpenTelemetry Collector with a queue on disk while Runtrail is down, kills the Collector
 * with -9 in the middle and once more before Runtrail starts, and sends some more afterwards. Every record that the
 * Collector had taken must be in the graph exactly once.
 *
 *   npx tsx scripts/trials/collector.ts [--requests 200] [--built]
 *
 * Builds the Collector with Go at the first run (minutes), unless the variable COLLECTOR names one. Runs a Neo4j of its
 * own in a temporary folder, and the service from its sources (`--built`: from `dist`, after `npm run build`). Prints
 * one line of figures; exits with 1 where a record is missing or stands twice.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Driver } from 'neo4j-driver';

import { collectorProgram, TrialCollector } from './trial-collector.js';
import { TrialHome } from './trial-home.js';
import { freePort, TrialService } from './trial-service.js';
import { numberArgument, seconds } from './trial-verdict.js';

const RECORDS_OF_REQUEST = 10;
const AT_ONCE = 10;
const ARRIVES_WITHIN_MS = 120_000;

const requests = numberArgument('requests', 200);

interface Arrived {
  readonly events: number;
  readonly records: number;
  readonly turns: number;
}

const program = await collectorProgram();
const home = await TrialHome.create();
const service = await TrialService.on(home);
const collector = new TrialCollector({
  program,
  folder: home.folder,
  port: await freePort(),
  exportTo: service.url,
});
const driver = home.connect();
/** What was made of each request, to be sent again as it was. */
const bodies = new Map<number, string>();
let failures = 0;
try {
  await collector.start();
  for (let first = 0; first < requests; first += AT_ONCE) {
    const sent = Promise.all(
      Array.from({ length: Math.min(AT_ONCE, requests - first) }, (_, n) => sendUntilTaken(first + n)),
    );
    // These are on their way: some are in the queue by now and are sent again.
    const isMiddle = first <= requests / 2 && first + AT_ONCE > requests / 2;
    if (isMiddle) {
      await sleep(3);
      await collector.kill();
      await collector.start();
    }
    await sent;
  }
  await collector.kill();
  await collector.start();

  await service.start();
  const readyAt = performance.now();
  const before = await arrival(driver, requests * RECORDS_OF_REQUEST);
  const drainedMs = performance.now() - readyAt;

  const live = Math.ceil(requests / 4);
  for (let n = requests; n < requests + live; n++) await sendUntilTaken(n);
  const expected = (requests + live) * RECORDS_OF_REQUEST;
  await arrival(driver, expected);
  // What is delivered twice would be by now.
  await sleep(5_000);
  const after = await arrived(driver);
  const failed = [after.events, after.records, after.turns].some((count) => count !== expected);
  process.stdout.write(
    `collector: ${failed ? 'FAILED' : 'passed'}; Collector killed 2 times; records taken by it ${expected} in ` +
      `${requests + live} requests, attempts that failed ${failures}; from its queue ${before.events} in ${seconds(drainedMs)} after the ` +
      `service was ready; in the graph ${after.events} events with ${after.records} records, counted ${after.turns} times\n`,
  );
  process.exitCode = failed ? 1 : 0;
} finally {
  await collector.kill();
  await service.stop();
  await driver.close();
  await home.remove();
}

async function sendUntilTaken(n: number): Promise<void> {
  for (;;) {
    try {
      await send(n);
      return;
    } catch {
      failures++;
      await sleep(100);
    }
  }
}

/** Throws where the Collector does not take the request. */
async function send(n: number): Promise<void> {
  const answer = await fetch(`${collector.url}/v1/logs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: bodies.get(n) ?? newBody(n),
  });
  await answer.arrayBuffer();
  if (answer.status !== 200) throw new Error(`The Collector answered ${answer.status}.`);
}

/** Prompts as Claude Code reports them, the same at every attempt; each request is a session. */
function newBody(n: number): string {
  const at = Date.now();
  const ids = Array.from({ length: RECORDS_OF_REQUEST }, () => randomUUID());
  const logRecords = ids.map((id, i) => ({
    timeUnixNano: `${at + i}000000`,
    body: { stringValue: 'claude_code.user_prompt' },
    attributes: Object.entries({
      'session.id': `collector-${n}`,
      'event.name': 'user_prompt',
      'event.timestamp': new Date(at + i).toISOString(),
      'prompt.id': id,
      prompt_length: '12',
    }).map(([key, stringValue]) => ({ key, value: { stringValue } })),
  }));
  const scopeLogs = [{ scope: { name: 'com.anthropic.claude_code.events' }, logRecords }];
  const attributes = [{ key: 'service.name', value: { stringValue: 'claude-code' } }];
  const body = JSON.stringify({ resourceLogs: [{ resource: { attributes }, scopeLogs }] });
  bodies.set(n, body);
  return body;
}

/** Waits until so many events are in the graph, or for as long as they may take. */
async function arrival(from: Driver, events: number): Promise<Arrived> {
  const giveUpAt = performance.now() + ARRIVES_WITHIN_MS;
  for (;;) {
    const now = await arrived(from);
    if (now.events >= events || performance.now() > giveUpAt) return now;
    await sleep(200);
  }
}

async function arrived(from: Driver): Promise<Arrived> {
  const { records } = await from.executeQuery(
    `MATCH (s:Session) WHERE s.key STARTS WITH 'claude-code/collector-'
     OPTIONAL MATCH (s)-[:HAS_EVENT]->(e:Event)
     WITH s, count(e) AS events, sum(COUNT { (e)-[:HAS_RECORD]->() }) AS records
     RETURN coalesce(sum(events), 0) AS events, coalesce(sum(records), 0) AS records,
       coalesce(sum(s.ownTurns), 0) AS turns`,
    {},
    { database: 'neo4j' },
  );
  const [row] = records;
  const count = (column: string): number => Number(row?.get(column) ?? 0);
  return { events: count('events'), records: count('records'), turns: count('turns') };
}
