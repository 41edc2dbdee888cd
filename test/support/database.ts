import neo4j, { type Driver } from 'neo4j-driver';
import { inject } from 'vitest';

/** A driver for the database of the test run; close it in `afterAll`. */
export function connectForTest(): Driver {
  const { uri, username, password } = inject('neo4j');
  return neo4j.driver(uri, neo4j.auth.basic(username, password), { telemetryDisabled: true });
}

/** Deletes every node and relationship; constraints and indexes stay. */
export async function wipe(driver: Driver): Promise<void> {
  // CALL { } IN TRANSACTIONS runs in an auto-commit transaction only.
  const session = driver.session({ database: inject('neo4j').database });
  try {
    await session.run('MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS');
  } finally {
    await session.close();
  }
}
