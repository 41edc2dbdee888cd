import {
  appraisalCalledEndpoints,
  appraisalKeyFacts,
  type AppraisalKeyFactsRow,
  appraisalKeyUses,
  type AppraisalKeyUsesRow,
} from '../graph/catalogue/read.generated.js';
import {
  appraisalClaimKeys,
  appraisalFinishKeys,
  type AppraisalFinishKeysParams,
  appraisalMarkKeys,
  appraisalMarkSessions,
  appraisalWriteKeyUses,
} from '../graph/catalogue/write.generated.js';
import type { Graph, WriteTransaction } from '../graph/graph.js';
import { claimToken } from './claims.js';
import { concurrentPairs, mergeSpans, type Span } from './concurrency.js';
import type { NearPair } from './near-pairs.js';
import { type KeyFacts, type KeySharing, type KeyUse, type SessionSharing, sharingOf } from './sharing.js';

const BATCH = 25;
const TIMEOUT_MS = 60_000;
/** Bases by which a user or an endpoint is inferred rather than reported. */
const INFERRED: ReadonlySet<string | null> = new Set(['OS_ACCOUNT', 'GIT_AUTHOR', 'ADDRESS']);

interface AppraisedKey {
  readonly sharing: KeySharing;
  readonly stored: AppraisalKeyFactsRow['stored'];
  /** Sessions whose sharing is not what is stored, with what it is now. */
  readonly changed: readonly SessionSharing[];
  /** Other fingerprints with the same hint. */
  readonly colliding: readonly string[];
}

/** Works out how keys are shared, and marks the sessions to which that makes a difference. */
export class KeyAppraisal {
  readonly #graph: Graph;
  readonly #clock: () => number;

  constructor(graph: Graph, clock: () => number) {
    this.#graph = graph;
    this.#clock = clock;
  }

  static readonly batch = BATCH;

  /** Appraises one batch of due keys; returns how many. Throws as `Graph.write` does. */
  async appraiseBatch(): Promise<number> {
    const token = claimToken(this.#clock());
    const claimed = await this.#graph.write((tx) => tx.run(appraisalClaimKeys, { token, limit: BATCH }));
    if (claimed.length === 0) return 0;
    const appraised = await this.#appraise(claimed.map(({ key }) => key));

    // Before the keys are finished: should this process end in between, they are still due.
    const keys = distinct(appraised.flatMap(changedCollisions));
    if (keys.length > 0) await this.#graph.write((tx) => tx.run(appraisalMarkKeys, { keys }));

    await this.#finish(appraised, token);
    return claimed.length;
  }

  /**
   * Writes sessions first, then relationships and the keys last, as ingest does, so that neither waits for the other in
   * a circle. The keys' locks thus come late: where one turns out to be claimed by another appraiser by then, nothing of
   * the batch is kept and the rest is written without it.
   */
  async #finish(appraised: readonly AppraisedKey[], token: string): Promise<void> {
    let ours = appraised;
    while (ours.length > 0) {
      try {
        await this.#graph.write((tx) => writeKeys(tx, ours, token), { timeoutMs: TIMEOUT_MS });
        return;
      } catch (error) {
        if (!(error instanceof ClaimLostError)) throw error;
        ours = ours.filter(({ sharing }) => error.kept.has(sharing.key));
      }
    }
  }

  async #appraise(keys: readonly string[]): Promise<AppraisedKey[]> {
    const options = { timeoutMs: TIMEOUT_MS };
    const [facts, useRows] = await Promise.all([
      this.#graph.read(appraisalKeyFacts, { keys }, options),
      this.#graph.read(appraisalKeyUses, { keys }, options),
    ]);
    const rowsByKey = new Map<string, AppraisalKeyUsesRow[]>(facts.map(({ key }) => [key, []]));
    for (const row of useRows) rowsByKey.get(row.key)?.push(row);
    const appraised: AppraisedKey[] = [];
    for (const row of facts) {
      const rows = rowsByKey.get(row.key) ?? [];
      const keyFacts: KeyFacts = {
        key: row.key,
        hintOnly: row.hintOnly,
        exempt: row.declaredUse === 'SERVICE' || row.declaredUse === 'CI',
        hintCollides: row.colliding.length > 0,
        uses: rows.map(keyUse),
      };
      const sharing = sharingOf(keyFacts, await this.#excusedPairs(keyFacts));
      appraised.push({
        sharing,
        stored: row.stored,
        changed: changedUses(sharing, rows),
        colliding: row.colliding,
      });
    }
    return appraised;
  }

  /** Asks which sessions called the other's endpoint, only where there are such pairs at all. */
  async #excusedPairs(facts: KeyFacts): Promise<(pair: NearPair) => boolean> {
    const uses = new Map(facts.uses.map((use) => [use.session, use]));
    const timed = facts.uses.flatMap((use) => (use.interval === null ? [] : [{ ...use, ...use.interval }]));
    const pairs = concurrentPairs(timed);
    if (pairs.length === 0) return () => false;
    const sessions = distinct(pairs.flatMap(({ earlier, later }) => [earlier, later]));
    const rows = await this.#graph.read(appraisalCalledEndpoints, { sessions }, { timeoutMs: TIMEOUT_MS });
    const called = new Map(rows.map((row) => [row.session, new Set(row.endpoints)]));
    const reaches = (from: string, to: string): boolean =>
      uses.get(to)?.endpoints.some((endpoint) => called.get(from)?.has(endpoint) === true) === true;
    return ({ earlier, later }) => reaches(earlier, later) || reaches(later, earlier);
  }
}

/** Another appraiser has claimed some of the keys. Never leaves this file: their result is that appraiser's. */
class ClaimLostError extends Error {
  override readonly name = 'ClaimLostError';

  constructor(
    /** Keys that are still this appraiser's to write. */
    readonly kept: ReadonlySet<string>,
  ) {
    super('Another appraiser has claimed some of these keys: write the others alone.');
  }
}

async function writeKeys(
  tx: WriteTransaction,
  appraised: readonly AppraisedKey[],
  token: string,
): Promise<void> {
  const uses = appraised.flatMap(({ sharing, changed }) =>
    changed.map((use) => ({ ...use, key: sharing.key })),
  );
  if (uses.length > 0) {
    // In one transaction: a session that was appraised between its mark and the change would keep the old score.
    await tx.run(appraisalMarkSessions, { sessions: distinct(uses.map(({ session }) => session)) });
    await tx.run(appraisalWriteKeyUses, { token, rows: uses });
  }
  const rows = appraised.map(finishedRow).sort((a, b) => (a.key < b.key ? -1 : 1));
  const finished = await tx.run(appraisalFinishKeys, { token, rows });
  if (finished.length < appraised.length) throw new ClaimLostError(new Set(finished.map(({ key }) => key)));
}

function keyUse(row: AppraisalKeyUsesRow): KeyUse {
  const spans: Span[] = row.spanStarts.map((startAt, i) => ({ startAt, endAt: row.spanEnds[i] ?? startAt }));
  return {
    session: row.session,
    interval: intervalOf(row),
    actor: row.users.length > 0 ? 'VERIFIED' : row.actors.includes('UNKNOWN') ? 'UNKNOWN' : 'NOT_REPORTED',
    users: distinct(row.users.map(({ key }) => key)),
    endpoints: distinct(row.endpoints.map(({ key }) => key)),
    exemptEndpoints: distinct(row.endpoints.filter(({ isExempt }) => isExempt).map(({ key }) => key)),
    spans: mergeSpans(spans),
    inferred: [...row.users, ...row.endpoints].some(({ basis }) => INFERRED.has(basis)),
    event: row.event === '' ? null : row.event,
  };
}

/** From the session's start where this is its first key, else from the first use of it. */
function intervalOf(row: AppraisalKeyUsesRow): Span | null {
  const { startedAt, usedFrom, otherKeyFrom } = row;
  const isFirstKey = usedFrom === null || otherKeyFrom === null || usedFrom <= otherKeyFrom;
  const startAt = isFirstKey ? (startedAt ?? usedFrom) : usedFrom;
  return startAt === null ? null : { startAt, endAt: Math.max(startAt, row.endedAt ?? startAt) };
}

function changedUses(sharing: KeySharing, rows: readonly AppraisalKeyUsesRow[]): SessionSharing[] {
  const changed: SessionSharing[] = [];
  for (const { session, stored } of rows) {
    const now = sharing.bySession.get(session) ?? { session, codes: [], partners: [], events: [] };
    const mark = JSON.stringify([...now.codes, '|', ...now.partners, '|', ...now.events]);
    if (stored.length !== 1 || JSON.stringify(stored[0]) !== mark) changed.push(now);
  }
  return changed.sort((a, b) => (a.session < b.session ? -1 : 1));
}

/** Keys that began or ceased to have the same hint. They find the same of this key, which then changes no more. */
function changedCollisions({ colliding, stored }: AppraisedKey): string[] {
  return [
    ...colliding.filter((key) => !stored.colliding.includes(key)),
    ...stored.colliding.filter((key) => !colliding.includes(key)),
  ];
}

function finishedRow({
  sharing,
  stored,
  colliding,
}: AppraisedKey): AppraisalFinishKeysParams['rows'][number] {
  const raised = sharing.reasons.filter(({ severity }) => severity !== 'INFO').map(({ code }) => code);
  const { key, firstAt, lastAt, sessionCount, sharedFrom, users, endpoints, confidence, clustered } = sharing;
  const facts = {
    firstAt,
    users,
    endpoints,
    confidence,
    clustered,
    reasons: sharing.reasons.map(({ code }) => code),
  };
  return {
    key,
    ...facts,
    lastAt,
    sessionCount,
    sharedFrom,
    colliding,
    raisedReasons: raised,
    reasonsJson: JSON.stringify(sharing.reasons),
    changesClusters: Object.entries(facts).some(
      ([name, value]) => JSON.stringify(value) !== JSON.stringify(stored[name as keyof typeof facts]),
    ),
  };
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
