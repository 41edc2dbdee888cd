import { appraisalIdentities, type AppraisalIdentitiesRow } from '../graph/catalogue/read.generated.js';
import {
  appraisalClaimSessions,
  appraisalFinishSessions,
  type AppraisalFinishSessionsParams,
  appraisalMarkClusters,
  appraisalMergeSignals,
  appraisalRemoveSignals,
  appraisalWriteAttribution,
} from '../graph/catalogue/write.generated.js';
import type { Graph, WriteTransaction } from '../graph/graph.js';
import { globalId } from '../graph/model.js';
import { attributionOf, type EndpointTrust, type IdentityBasis } from './attribution.js';
import { claimToken } from './claims.js';
import { type Ledger, ledgerOf, ledgersOf } from './ledger.js';
import { REASON_CODES, type ReasonCode } from './reasons.js';
import { RULES_VERSION, SIGNALS } from './signals.js';
import { settleSurroundings } from './surroundings.js';

/** Sessions that are claimed at once: what surrounds them is looked at once for all of them. */
const CLAIM = 5_000;
/** Sessions that one statement works on. */
const CHUNK = 250;
const TIMEOUT_MS = 60_000;

/** Works out what sessions score: attribution first, because it is one of the reasons to care, then every signal. */
export class SessionAppraisal {
  readonly #graph: Graph;
  readonly #clock: () => number;

  constructor(graph: Graph, clock: () => number) {
    this.#graph = graph;
    this.#clock = clock;
  }

  static readonly batch = CLAIM;

  /**
   * Appraises one claim of due sessions, the oldest first; returns how many. `appraised` learns of each part of it.
   * Throws as `Graph.write` does.
   */
  async appraiseBatch(appraised: (sessions: number) => void): Promise<number> {
    const token = claimToken(this.#clock());
    const claimed = await this.#graph.write((tx) => tx.run(appraisalClaimSessions, { token, limit: CLAIM }), {
      timeoutMs: TIMEOUT_MS,
    });
    const sessions = claimed.map(({ key }) => key).sort();
    if (sessions.length === 0) return 0;

    await settleSurroundings(this.#graph, sessions, token);
    for (let from = 0; from < sessions.length; from += CHUNK) {
      const chunk = sessions.slice(from, from + CHUNK);
      await this.#attribute(chunk, token);
      const ledgers = await this.#ledgers(chunk);
      await this.#graph.write((tx) => this.#finish(tx, ledgers, token), { timeoutMs: TIMEOUT_MS });
      appraised(chunk.length);
    }
    return sessions.length;
  }

  async #attribute(sessions: readonly string[], token: string): Promise<void> {
    const identities = await this.#graph.read(appraisalIdentities, { sessions }, { timeoutMs: TIMEOUT_MS });
    const rows = identities.map((row) => {
      const { level, score, factors } = attributionOf(attributionFacts(row));
      return { session: row.session, level, score, factors: JSON.stringify(factors) };
    });
    await this.#graph.write((tx) => tx.run(appraisalWriteAttribution, { token, rows }), {
      timeoutMs: TIMEOUT_MS,
    });
  }

  async #ledgers(sessions: readonly string[]): Promise<Map<string, Ledger>> {
    const found = [];
    // One after another: a service that answers questions needs the database's other core.
    for (const query of SIGNALS) {
      const findings = await this.#graph.read(query, { sessions }, { timeoutMs: TIMEOUT_MS });
      found.push({ signal: query.signal, findings });
    }
    const ledgers = ledgersOf(found);
    const nothing = ledgerOf([]);
    return new Map(sessions.map((session) => [session, ledgers.get(session) ?? nothing]));
  }

  async #finish(tx: WriteTransaction, ledgers: ReadonlyMap<string, Ledger>, token: string): Promise<void> {
    const written = await tx.run(appraisalFinishSessions, {
      token,
      appraisedAt: this.#clock(),
      rulesVersion: RULES_VERSION,
      rows: [...ledgers].map(([session, ledger]) => scoreRow(session, ledger)),
    });
    const rows = written.map(({ key }) => ({ session: key, codes: codesOf(ledgers.get(key)) }));
    if (rows.length === 0) return;
    await tx.run(appraisalRemoveSignals, { rows });
    const signals = written.flatMap(({ key }) => signalRows(key, ledgers.get(key)));
    if (signals.length > 0)
      await tx.run(appraisalMergeSignals, { rulesVersion: RULES_VERSION, rows: signals });
    const changed = written.filter((row) => row.changed).map(({ key }) => key);
    if (changed.length > 0) await tx.run(appraisalMarkClusters, { sessions: changed });
  }
}

function attributionFacts(row: AppraisalIdentitiesRow): Parameters<typeof attributionOf>[0] {
  return {
    actor:
      row.identities.length > 0 ? 'VERIFIED' : row.actors.includes('UNKNOWN') ? 'UNKNOWN' : 'NOT_REPORTED',
    identities: row.identities.map(({ user, basis, firstAt }) => ({
      user,
      basis: identityBasis(basis),
      firstAt,
    })),
    endpoints: row.endpoints.map((endpoint) => ({ ...endpoint, trust: endpointTrust(endpoint.trust) })),
    sharing: new Set(REASON_CODES.filter((code: ReasonCode) => row.sharing.includes(code))),
    hintOnly: row.hintOnly,
  };
}

/** What is not known to be stronger counts as the weakest. */
function identityBasis(basis: string | null): IdentityBasis {
  return basis === 'LOGIN' || basis === 'ASSERTION' || basis === 'OS_ACCOUNT' ? basis : 'GIT_AUTHOR';
}

function endpointTrust(trust: string | null): EndpointTrust {
  return trust === 'MANAGED' || trust === 'KNOWN' ? trust : 'UNKNOWN';
}

function scoreRow(session: string, ledger: Ledger): AppraisalFinishSessionsParams['rows'][number] {
  const { consequence, urgencyPoints, replayPoints, trustBoundaryPoints, highSignal } = ledger;
  const codes = codesOf(ledger);
  return {
    session,
    consequence,
    urgencyPoints,
    replayPoints,
    trustBoundaryPoints,
    highSignal,
    sensitiveTouch: codes.includes('SENSITIVE_READ'),
    sharedKey: codes.includes('SHARED_KEY'),
  };
}

function signalRows(session: string, ledger: Ledger | undefined) {
  return (ledger?.contributions ?? []).map((contribution) => ({
    ...contribution,
    session,
    key: `${session} ${contribution.code}`,
    entities: contribution.entities.map(entityId),
  }));
}

/** A signal names an entity as `Label:key`. */
function entityId(entity: string): string {
  const colon = entity.indexOf(':');
  return globalId(entity.slice(0, colon), entity.slice(colon + 1));
}

function codesOf(ledger: Ledger | undefined): string[] {
  return (ledger?.contributions ?? []).map(({ code }) => code).sort();
}
