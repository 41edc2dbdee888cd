import {
  appraisalEndpointFacts,
  type AppraisalEndpointFactsRow,
  appraisalHostRarity,
  type AppraisalHostRarityRow,
  appraisalSurroundings,
  appraisalSurroundingsPending,
} from '../graph/catalogue/read.generated.js';
import {
  appraisalClaimSurroundings,
  appraisalFinishSurroundings,
  appraisalLockEndpoints,
  appraisalLockHosts,
  appraisalMarkSessionsAround,
  appraisalWriteEndpoints,
  appraisalWriteHosts,
} from '../graph/catalogue/write.generated.js';
import type { Graph, ReadTransaction, WriteTransaction } from '../graph/graph.js';
import { claimToken } from './claims.js';
import { type EndpointStanding, endpointStanding } from './endpoint-standing.js';

const TIMEOUT_MS = 60_000;

interface EndpointChange extends EndpointStanding {
  readonly key: string;
  /** What was stored, to tell whether another appraiser came first. */
  readonly stored: AppraisalEndpointFactsRow['stored'];
}

interface Changes {
  readonly endpoints: readonly EndpointChange[];
  readonly hosts: readonly AppraisalHostRarityRow[];
}

/**
 * Brings what sessions are appraised by besides their own events up to date: the standing of their endpoints and the
 * rarity of the hosts they called. Where one of them changes, the other sessions around it are marked first and the
 * change is written after, and only if nobody else changed it in between: so at every moment each session that was
 * appraised with something else than what is stored is marked.
 *
 * @param token the claim on `sessions`, which are appraised with the change and need no mark
 */
export async function settleSurroundings(
  graph: Graph,
  sessions: readonly string[],
  token: string,
): Promise<void> {
  await settle(
    graph,
    await graph.read(appraisalSurroundings, { sessions }, { timeoutMs: TIMEOUT_MS }),
    token,
  );
}

/**
 * The same for endpoints and hosts that are marked themselves: those that a session is no longer related to. Returns
 * whether there were any. Throws as `Graph.write` does.
 */
export async function settleMarkedSurroundings(graph: Graph, now: number): Promise<boolean> {
  const [row] = await graph.read(appraisalSurroundingsPending, {}, { timeoutMs: TIMEOUT_MS });
  if (row?.pending !== true) return false;
  const token = claimToken(now);
  const marked = await graph.write((tx) => tx.run(appraisalClaimSurroundings, { token }));
  await settle(graph, marked, token);
  await graph.write((tx) => tx.run(appraisalFinishSurroundings, { token }));
  return true;
}

async function settle(
  graph: Graph,
  near: readonly { readonly label: string; readonly keys: readonly string[] }[],
  token: string,
): Promise<void> {
  const keysOf = (label: string): string[] =>
    near.flatMap((row) => (row.label === label ? row.keys : [])).sort();
  let endpoints = keysOf('Endpoint');
  let hosts = keysOf('Host');
  while (endpoints.length > 0 || hosts.length > 0) {
    const around = { endpoints, hosts };
    const changes = await graph.readTransaction((tx) => changesOf(tx, around.endpoints, around.hosts), {
      timeoutMs: TIMEOUT_MS,
    });
    const changed = {
      endpoints: changes.endpoints.map(({ key }) => key),
      hosts: changes.hosts.map(({ key }) => key),
    };
    if (changed.endpoints.length === 0 && changed.hosts.length === 0) return;
    await graph.write((tx) => tx.run(appraisalMarkSessionsAround, { ...changed, token }), {
      timeoutMs: TIMEOUT_MS,
    });
    ({ endpoints, hosts } = await graph.write((tx) => writeUnmoved(tx, changes, changed), {
      timeoutMs: TIMEOUT_MS,
    }));
  }
}

async function changesOf(
  reader: ReadTransaction,
  endpoints: readonly string[],
  hosts: readonly string[],
): Promise<Changes> {
  const facts = endpoints.length === 0 ? [] : await reader.run(appraisalEndpointFacts, { keys: endpoints });
  const rarity = hosts.length === 0 ? [] : await reader.run(appraisalHostRarity, { keys: hosts });
  return { endpoints: facts.flatMap(endpointChange).sort(byKey), hosts: [...rarity].sort(byKey) };
}

function endpointChange(row: AppraisalEndpointFactsRow): EndpointChange[] {
  const { key, stored } = row;
  const standing = endpointStanding({
    identity: row.identity === 'ENROLMENT' || row.identity === 'HOST_NAME' ? row.identity : 'ADDRESS',
    declaredManaged: row.declaredTrust === 'MANAGED',
    sessions: row.sessions,
    byUser: row.byUser,
  });
  const isSame =
    standing.trust === stored.trust &&
    standing.usualUser === stored.usualUser &&
    standing.usualForSelf === stored.usualForSelf &&
    standing.usualForOthers === stored.usualForOthers;
  return isSame ? [] : [{ key, stored, ...standing }];
}

/** Writes the changes that still are the same under a lock; returns those that are not, to be looked at again. */
async function writeUnmoved(
  tx: WriteTransaction,
  changes: Changes,
  keys: { readonly endpoints: string[]; readonly hosts: string[] },
): Promise<{ endpoints: string[]; hosts: string[] }> {
  if (keys.endpoints.length > 0) await tx.run(appraisalLockEndpoints, { keys: keys.endpoints });
  if (keys.hosts.length > 0) await tx.run(appraisalLockHosts, { keys: keys.hosts });
  const now = await changesOf(tx, keys.endpoints, keys.hosts);
  const endpoints = unmoved(changes.endpoints, now.endpoints);
  const hosts = unmoved(changes.hosts, now.hosts);
  if (endpoints.same.length > 0) {
    await tx.run(appraisalWriteEndpoints, { rows: endpoints.same.map(({ stored: _stored, ...row }) => row) });
  }
  if (hosts.same.length > 0) await tx.run(appraisalWriteHosts, { rows: hosts.same });
  return { endpoints: endpoints.moved, hosts: hosts.moved };
}

function unmoved<T extends { readonly key: string }>(
  before: readonly T[],
  now: readonly T[],
): { same: T[]; moved: string[] } {
  const current = new Map(now.map((one) => [one.key, JSON.stringify(one)]));
  const same = before.filter((one) => current.get(one.key) === JSON.stringify(one));
  const moved = before.filter((one) => current.get(one.key) !== JSON.stringify(one)).map(({ key }) => key);
  return { same, moved };
}

function byKey(a: { readonly key: string }, b: { readonly key: string }): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}
