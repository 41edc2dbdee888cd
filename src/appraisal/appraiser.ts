import { appraisalPending, appraisalRulesInForce } from '../graph/catalogue/read.generated.js';
import {
  appraisalAdoptRules,
  appraisalMarkAllKeys,
  appraisalMarkPage,
  appraisalReleaseKeys,
  appraisalReleaseSessions,
} from '../graph/catalogue/write.generated.js';
import type { Graph } from '../graph/graph.js';
import { claimsRunOutBefore } from './claims.js';
import { ClusterAppraisal } from './cluster-appraisal.js';
import { KeyAppraisal } from './key-appraisal.js';
import { SessionAppraisal } from './session-appraisal.js';
import { RULES_VERSION } from './signals.js';
import { settleMarkedSurroundings } from './surroundings.js';

export interface AppraiserOptions {
  /** Epoch milliseconds; default the system's. */
  readonly clock?: () => number;
  /** How long the service waits between looks where nobody calls `notify`. Default 2,000. */
  readonly pollMs?: number;
  /** Learns of what went wrong in the service's loop, which goes on. */
  readonly onError?: (error: unknown) => void;
}

/** How far an appraisal has come: sessions appraised so far (one may count twice), and sessions and keys that wait. */
export interface AppraisalProgress {
  readonly appraised: number;
  readonly pending: number;
}

const MARK_PAGE = 10_000;
const TIMEOUT_MS = 60_000;
/** How often claims are looked through for those that ran out. */
const RELEASE_EVERY_MS = 30_000;
/** Between looks at work that another appraiser has claimed, and between rounds of a busy service. */
const PAUSE_MS = 100;

/**
 * Keeps scores, attribution, reasons of keys and clusters true. Works on what is marked as due (`appraisalDue`) and
 * marks what follows from it, until nothing is due. Any number of processes may run one: each claims what it works at,
 * and a touch during the work leaves the mark standing. The result depends on the graph alone, and not on the order in
 * which it grew.
 */
export class Appraiser {
  readonly #graph: Graph;
  readonly #clock: () => number;
  readonly #pollMs: number;
  readonly #onError: (error: unknown) => void;
  readonly #keys: KeyAppraisal;
  readonly #sessions: SessionAppraisal;
  readonly #clusters: ClusterAppraisal;
  #running: Promise<void> | null = null;
  #stopping = false;
  #releasedAt = -Infinity;
  #wake: (() => void) | null = null;
  #notified = false;

  constructor(graph: Graph, options: AppraiserOptions = {}) {
    this.#graph = graph;
    this.#clock = options.clock ?? Date.now;
    this.#pollMs = options.pollMs ?? 2_000;
    this.#onError = options.onError ?? (() => undefined);
    this.#keys = new KeyAppraisal(graph, this.#clock);
    this.#sessions = new SessionAppraisal(graph, this.#clock);
    this.#clusters = new ClusterAppraisal(graph, this.#clock);
  }

  /** How many sessions and keys wait, those being worked at included. */
  async pending(): Promise<number> {
    const { sessions, keys } = await this.#counts();
    return sessions + keys;
  }

  /** Appraises until nothing is due. Returns how many sessions it appraised. Throws as `Graph.write` does. */
  async drain(progress?: (progress: AppraisalProgress) => void): Promise<number> {
    await this.#adoptRules();
    let appraised = 0;
    let pending = progress === undefined ? 0 : await this.pending();
    for (;;) {
      const done = await this.#round((count) => {
        appraised += count;
        pending = Math.max(0, pending - count);
        progress?.({ appraised, pending });
      });
      pending = await this.pending();
      progress?.({ appraised, pending });
      if (pending === 0 && !(await this.#clusters.isPending())) return appraised;
      if (!done) await pause(PAUSE_MS);
    }
  }

  /** Appraises in the background from now on: when notified, and every `pollMs`. */
  start(): void {
    this.#stopping = false;
    this.#running ??= this.#serve();
  }

  /** Ends the background work; resolves when the batch in hand is done. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#wake?.();
    await this.#running;
    this.#running = null;
  }

  /** Something was marked as due: do not wait for the next look. */
  notify(): void {
    this.#notified = true;
    this.#wake?.();
  }

  async #serve(): Promise<void> {
    let rulesAdopted = false;
    while (!this.#stopping) {
      this.#notified = false;
      try {
        if (!rulesAdopted) await this.#adoptRules();
        rulesAdopted = true;
        await this.#round(() => undefined);
      } catch (error) {
        this.#onError(error);
      }
      if (this.#stopping) return;
      // The short pause bounds what a stream of notifications costs; the long one ends early with the next of them.
      await this.#sleep(PAUSE_MS, false);
      if (!this.#notified) await this.#sleep(this.#pollMs, true);
    }
  }

  /**
   * Each key and session that is due now, once, keys before the sessions to which they matter: what goes on being
   * touched does not hold up the rest. Returns whether there was anything to do.
   */
  async #round(appraised: (sessions: number) => void): Promise<boolean> {
    await this.#releaseLostClaims();
    const surroundings = await settleMarkedSurroundings(this.#graph, this.#clock());
    const keys = await this.#batches((await this.#counts()).keys, KeyAppraisal.batch, () =>
      this.#keys.appraiseBatch(),
    );
    const due = (await this.#counts()).sessions;
    const sessions = await this.#batches(due, SessionAppraisal.batch, () =>
      this.#sessions.appraiseBatch(appraised),
    );
    const clusters = !this.#stopping && (await this.#clusters.appraise());
    return surroundings || keys > 0 || sessions > 0 || clusters;
  }

  async #batches(due: number, size: number, appraiseBatch: () => Promise<number>): Promise<number> {
    let total = 0;
    for (let left = Math.ceil(due / size); left > 0 && !this.#stopping; left--) {
      const count = await appraiseBatch();
      if (count === 0) break;
      total += count;
    }
    return total;
  }

  async #counts(): Promise<{ sessions: number; keys: number }> {
    const [row] = await this.#graph.read(appraisalPending, {}, { timeoutMs: TIMEOUT_MS });
    return row ?? { sessions: 0, keys: 0 };
  }

  async #releaseLostClaims(): Promise<void> {
    const now = this.#clock();
    if (now - this.#releasedAt < RELEASE_EVERY_MS) return;
    const before = claimsRunOutBefore(now);
    await this.#graph.write(async (tx) => {
      await tx.run(appraisalReleaseSessions, { before });
      await tx.run(appraisalReleaseKeys, { before });
    });
    this.#releasedAt = now;
  }

  /** Where the graph was scored by other rules, everything is due. Safe to repeat: the version is written last. */
  async #adoptRules(): Promise<void> {
    const rulesVersion = RULES_VERSION;
    const [stored] = await this.#graph.read(appraisalRulesInForce, {}, { timeoutMs: TIMEOUT_MS });
    if (stored?.rulesVersion === rulesVersion) return;
    await this.#graph.write((tx) => tx.run(appraisalMarkAllKeys, {}), { timeoutMs: TIMEOUT_MS });
    for (let after: string | null = ''; after !== null;) {
      const page = { after, limit: MARK_PAGE };
      const rows: { last: string | null }[] = await this.#graph.write(
        (tx) => tx.run(appraisalMarkPage, page),
        {
          timeoutMs: TIMEOUT_MS,
        },
      );
      after = rows[0]?.last ?? null;
    }
    await this.#graph.write((tx) => tx.run(appraisalAdoptRules, { rulesVersion }));
  }

  #sleep(ms: number, untilNotified: boolean): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#wake = null;
        resolve();
      };
      const timer = setTimeout(end, ms);
      this.#wake = () => {
        if (untilNotified || this.#stopping) end();
      };
    });
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
