import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import neo4j, { type Driver } from 'neo4j-driver';

import { parseConfig } from '../../src/config.js';
import { type DatabaseHandle, locateDatabase } from '../../src/database/locate-database.js';
import { readRunRecord } from '../../src/database/run-record.js';

/** A home folder of a trial's own with a managed Neo4j in it. `remove` stops the database and deletes the folder. */
export class TrialHome {
  readonly folder: string;
  #handle: DatabaseHandle;

  private constructor(folder: string, handle: DatabaseHandle) {
    this.folder = folder;
    this.#handle = handle;
  }

  static async create(): Promise<TrialHome> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'runtrail-trial-'));
    return new TrialHome(folder, await locate(folder));
  }

  /** What a service needs to run on this database. */
  get environment(): NodeJS.ProcessEnv {
    return environmentOf(this.folder);
  }

  connect(): Driver {
    const { uri, username, password } = this.#handle.address;
    return neo4j.driver(uri, neo4j.auth.basic(username, password), {
      telemetryDisabled: true,
      disableLosslessIntegers: true,
    });
  }

  /** Ends the database at once, as a power cut does. */
  async killDatabase(): Promise<void> {
    const record = await readRunRecord(path.join(this.folder, 'neo4j'));
    if (record === undefined) throw new Error('No Neo4j runs in the folder of this trial.');
    process.kill(record.server.pid, 'SIGKILL');
  }

  /** Starts it again on the same data and port; resolves when it answers. */
  async restartDatabase(): Promise<void> {
    const before = this.#handle.address.uri;
    this.#handle = await locate(this.folder);
    if (this.#handle.address.uri !== before) throw new Error('The database came back on another port.');
  }

  async remove(): Promise<void> {
    await this.#handle.stop();
    // The server's last files may still be on their way.
    for (let attempt = 1; ; attempt++) {
      try {
        await rm(this.folder, { recursive: true, force: true });
        return;
      } catch (error) {
        if (attempt === 10) throw error;
        await sleep(200);
      }
    }
  }
}

function locate(folder: string): Promise<DatabaseHandle> {
  return locateDatabase(parseConfig(environmentOf(folder)), (progress) =>
    process.stderr.write(`${progress}\n`),
  );
}

function environmentOf(folder: string): NodeJS.ProcessEnv {
  return {
    RUNTRAIL_NEO4J_HEAP_MB: '512',
    RUNTRAIL_NEO4J_PAGE_CACHE_MB: '128',
    ...process.env,
    NEO4J_URI: '',
    NEO4J_PASSWORD: '',
    RUNTRAIL_HOME: folder,
  };
}
