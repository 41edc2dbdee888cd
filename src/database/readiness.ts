import { setTimeout as sleep } from 'node:timers/promises';

import neo4j, { Neo4jError, type Driver } from 'neo4j-driver';

export interface DatabaseAddress {
  /** With one of the schemes of Neo4j's drivers; `neo4j` routes to the members of a cluster. */
  readonly uri: string;
  readonly username: string;
  readonly password: string;
  /** The database's name on that server. */
  readonly database: string;
}

export type Readiness =
  | { readonly state: 'ready' }
  | { readonly state: 'wrong password' }
  | { readonly state: 'ended' }
  | { readonly state: 'timed out'; readonly lastProblem: string };

export interface ReadinessOptions {
  readonly timeoutMs: number;
  /** True as soon as it is known that no answer will come. */
  readonly hasEnded: () => boolean | Promise<boolean>;
  readonly signal?: AbortSignal | undefined;
}

const pollMs = 150;

/** A connection that is accepted and then says nothing must not use up the whole time. */
const attemptMs = 5_000;

/** Asks until the database answers a query with these credentials, or until that has become pointless. */
export async function waitUntilReady(
  address: DatabaseAddress,
  options: ReadinessOptions,
): Promise<Readiness> {
  const deadline = Date.now() + options.timeoutMs;
  const driver = neo4j.driver(address.uri, neo4j.auth.basic(address.username, address.password), {
    connectionTimeout: 2_000,
    connectionAcquisitionTimeout: 4_000,
    maxConnectionPoolSize: 1,
    telemetryDisabled: true,
  });
  let lastProblem = 'no answer';
  try {
    while (Date.now() < deadline) {
      options.signal?.throwIfAborted();
      try {
        await attempt(driver, address.database);
        return { state: 'ready' };
      } catch (error) {
        if (error instanceof Neo4jError && error.code === 'Neo.ClientError.Security.Unauthorized') {
          return { state: 'wrong password' };
        }
        lastProblem = error instanceof Error ? firstLine(error.message) : String(error);
      }
      if (await options.hasEnded()) return { state: 'ended' };
      await sleep(pollMs);
    }
    return { state: 'timed out', lastProblem };
  } finally {
    // Not awaited: closing waits for the very connection that may be stuck.
    void driver.close().catch(() => undefined);
  }
}

async function attempt(driver: Driver, database: string): Promise<void> {
  const timer = new AbortController();
  try {
    await Promise.race([
      driver.verifyConnectivity({ database }).then(() => askDatabase(driver, database)),
      sleep(attemptMs, undefined, { signal: timer.signal }).then(() => {
        throw new Error(`no answer within ${attemptMs} ms`);
      }),
    ]);
  } finally {
    timer.abort();
  }
}

/** A server answers although the one database could not be opened: only a query shows that it is there. */
async function askDatabase(driver: Driver, database: string): Promise<void> {
  const session = driver.session({ database, defaultAccessMode: neo4j.session.READ });
  try {
    await session.run('RETURN 1');
  } finally {
    await session.close();
  }
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? message;
}
