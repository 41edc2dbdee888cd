import type { Sensitivity } from '../events/event.js';
import {
  sensitivityFiles,
  sensitivityHosts,
  sensitivityRepositories,
  type SensitivityFilesRow,
} from '../graph/catalogue/read.generated.js';
import {
  sensitivityAdopt,
  sensitivityClaim,
  sensitivityHold,
  sensitivityWriteFiles,
  sensitivityWriteHosts,
  sensitivityWriteRepositories,
} from '../graph/catalogue/write.generated.js';
import type { Graph, WriteTransaction } from '../graph/graph.js';
import type { SensitivityRules } from '../sensitivity/sensitivity-rules.js';
import { judgeFile } from './contributions.js';
import { higherLevel, LEVELS } from './relation-state.js';

/** How many stored nodes say something else under the rules that were adopted. */
export interface SensitivityUpdate {
  readonly repositories: number;
  readonly files: number;
  readonly hosts: number;
}

/** While one process brought the graph in line with its rules, another began to with other rules. */
export class SensitivityTakenOverError extends Error {
  override readonly name = 'SensitivityTakenOverError';

  constructor() {
    super(
      'Another process has begun to apply other sensitivity rules to this graph: name the same ' +
        'RUNTRAIL_SENSITIVITY_FILE for every process that writes to it, then start this one again.',
    );
  }
}

const READ_PAGE = 2_000;
/** A host or a file that everybody touches brings its sessions with it, so that few are written at once. */
const WRITE_CHUNK = 200;
const TIMEOUT_MS = 120_000;

/**
 * Brings what is stored in line with these rules where it follows from others: levels of repositories and files, and
 * where hosts are. What changed leaves its sessions marked as due. Afterwards the graph is as if all of it had been
 * received under these rules. Returns null where it is so already.
 *
 * Safe to repeat, to be interrupted, and to run in several processes at once. Throws as `Graph.write` does, and
 * SensitivityTakenOverError.
 */
export async function adoptSensitivity(
  graph: Graph,
  rules: SensitivityRules,
): Promise<SensitivityUpdate | null> {
  const { version } = rules;
  const [claimed] = await graph.write((tx) => tx.run(sensitivityClaim, { version }), {
    timeoutMs: TIMEOUT_MS,
  });
  if (claimed?.inForce === true) return null;
  const update = new Update(graph, rules);
  const changed = {
    // Before the files, which take over their levels.
    repositories: await update.repositories(),
    files: await update.files(),
    hosts: await update.hosts(),
  };
  await update.write(async (tx) => {
    await tx.run(sensitivityAdopt, { version });
  });
  return changed;
}

class Update {
  readonly #graph: Graph;
  readonly #rules: SensitivityRules;

  constructor(graph: Graph, rules: SensitivityRules) {
    this.#graph = graph;
    this.#rules = rules;
  }

  repositories(): Promise<number> {
    return this.#eachPage(
      (page) => this.#graph.read(sensitivityRepositories, page, { timeoutMs: TIMEOUT_MS }),
      ({ key, remote, ruleSensitivity: stored }) => {
        const ruleSensitivity = remote === null ? null : this.#rules.repositoryLevel(remote);
        return ruleSensitivity === stored ? null : { key, ruleSensitivity };
      },
      async (tx, rows) => {
        await tx.run(sensitivityWriteRepositories, { rows, levels: LEVELS });
      },
    );
  }

  files(): Promise<number> {
    return this.#eachPage(
      (page) => this.#graph.read(sensitivityFiles, page, { timeoutMs: TIMEOUT_MS }),
      (stored) => {
        const judged = judgeFile(this.#rules, stored.path, stored.inRepository);
        const taken = judged.takesRepositoryLevel ? level(stored.repositorySensitivity) : null;
        const isSame =
          stored.pathSensitivity === judged.sensitivity &&
          stored.sensitivityRule === judged.sensitivityRule &&
          stored.sensitivityMatched === judged.sensitivityMatched &&
          stored.takesRepositoryLevel === judged.takesRepositoryLevel &&
          stored.sensitivity === higherLevel(judged.sensitivity, taken);
        return isSame ? null : { key: stored.key, ...judged };
      },
      async (tx, rows) => {
        await tx.run(sensitivityWriteFiles, { rows, levels: LEVELS });
      },
    );
  }

  hosts(): Promise<number> {
    return this.#eachPage(
      (page) => this.#graph.read(sensitivityHosts, page, { timeoutMs: TIMEOUT_MS }),
      ({ key, name, reach: stored }) => {
        const reach = this.#rules.hostReach(name);
        return reach === stored ? null : { key, reach };
      },
      async (tx, rows) => {
        await tx.run(sensitivityWriteHosts, { rows });
      },
    );
  }

  /** Writes in a transaction that holds the claim. */
  async write(work: (tx: WriteTransaction) => Promise<void>): Promise<void> {
    const isHeld = await this.#graph.write(
      async (tx) => {
        const [claim] = await tx.run(sensitivityHold, { version: this.#rules.version });
        if (claim?.held !== true) return false;
        await work(tx);
        return true;
      },
      { timeoutMs: TIMEOUT_MS },
    );
    if (!isHeld) throw new SensitivityTakenOverError();
  }

  /** Looks at every node of a label, and writes those that `change` has a row for; returns how many these were. */
  async #eachPage<Stored extends { readonly key: string }, Row>(
    read: (page: { after: string; limit: number }) => Promise<Stored[]>,
    change: (stored: Stored) => Row | null,
    write: (tx: WriteTransaction, rows: Row[]) => Promise<void>,
  ): Promise<number> {
    let changed = 0;
    for (let after: string | undefined = ''; after !== undefined;) {
      const page: Stored[] = await read({ after, limit: READ_PAGE });
      const rows = page.map(change).filter((row) => row !== null);
      for (let from = 0; from < rows.length; from += WRITE_CHUNK) {
        const chunk = rows.slice(from, from + WRITE_CHUNK);
        await this.write((tx) => write(tx, chunk));
      }
      changed += rows.length;
      after = page.at(-1)?.key;
    }
    return changed;
  }
}

function level(text: SensitivityFilesRow['repositorySensitivity']): Sensitivity | null {
  return LEVELS.find((known) => known === text) ?? null;
}
