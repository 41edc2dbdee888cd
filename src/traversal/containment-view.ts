import { type EntityLabel, KINDS } from '../graph/model.js';
import type { ContainmentCuts } from './containment-action.js';
import type { TraversedKind } from './policy.js';
import {
  type Arrival,
  ARRIVAL_LIMIT,
  type Expansion,
  type FrontierEntry,
  type RadiusGraph,
} from './radius-graph.js';

/** Tells which endpoints sessions ran on: by the key of each session that ran on any. */
export type ReadEndpoints = (sessions: readonly string[]) => Promise<ReadonlyMap<string, readonly string[]>>;

/**
 * A graph without the contacts that actions take away, looked at forward.
 *
 * Of a relationship whose contacts are gone from m on, the next contact at or after t is the one that it had, if that
 * lies before m, and else none. m is the earlier of the moments of its two ends. So the entries of a frontier are
 * followed in groups of one moment each: within a group the best arrival at a thing survives exactly where any does.
 */
export class ContainedGraph implements RadiusGraph {
  readonly #graph: RadiusGraph;
  readonly #cuts: ContainmentCuts;
  readonly #readEndpoints: ReadEndpoints;
  /** By session: what has been read so far. */
  readonly #endpoints = new Map<string, readonly string[]>();

  constructor(graph: RadiusGraph, cuts: ContainmentCuts, readEndpoints: ReadEndpoints) {
    this.#graph = graph;
    this.#cuts = cuts;
    this.#readEndpoints = readEndpoints;
  }

  async expand(expansion: Expansion): Promise<readonly Arrival[]> {
    const { kind, direction, frontier } = expansion;
    const { from, to } = KINDS[kind];
    const [near, far] = direction === 'OUT' ? [from, to] : [to, from];
    await this.#learn(kind, near, frontier);
    const groups = new Map<number, FrontierEntry[]>();
    for (const entry of frontier) {
      const moment = this.#momentOf(kind, near, entry.key);
      // Nothing at or after the arrival is left.
      if (entry.at >= moment) continue;
      const group = groups.get(moment);
      if (group === undefined) groups.set(moment, [entry]);
      else group.push(entry);
    }
    const answers = await Promise.all(
      [...groups].map(async ([moment, entries]) => {
        const arrivals = await this.#graph.expand({ ...expansion, frontier: entries });
        return { moment, arrivals };
      }),
    );
    await this.#learn(
      kind,
      far,
      answers.flatMap(({ arrivals }) => arrivals),
    );
    const best = new Map<string, Arrival>();
    for (const { moment, arrivals } of answers) {
      for (const arrival of arrivals) {
        if (arrival.at >= Math.min(moment, this.#momentOf(kind, far, arrival.key))) continue;
        const place = `${arrival.lens} ${arrival.key}`;
        const known = best.get(place);
        if (known === undefined || comesBefore(arrival, known)) best.set(place, arrival);
      }
    }
    return untilHorizon(
      [...best.values()],
      answers.map(({ arrivals }) => arrivals),
    );
  }

  #momentOf(kind: TraversedKind, label: EntityLabel, key: string): number {
    return this.#cuts.momentOf(kind, { label, key }, (session) => this.#endpoints.get(session) ?? []);
  }

  /** Reads which endpoints the sessions ran on, where an action asks for it. */
  async #learn(
    kind: TraversedKind,
    label: EntityLabel,
    ends: readonly { readonly key: string }[],
  ): Promise<void> {
    if (label !== 'Session' || !this.#cuts.needsEndpoints(kind)) return;
    const unknown = new Set(ends.map(({ key }) => key).filter((key) => !this.#endpoints.has(key)));
    if (unknown.size === 0) return;
    const found = await this.#readEndpoints([...unknown]);
    for (const session of unknown) this.#endpoints.set(session, found.get(session) ?? []);
  }
}

function comesBefore(a: Arrival, b: Arrival): boolean {
  return a.at < b.at || (a.at === b.at && a.rank < b.rank);
}

/**
 * The engine learns from the number of arrivals that some are missing from the last one's time on. A group that was cut
 * may have lost arrivals since, so that its last one is repeated up to that number: the engine leaves it out.
 */
function untilHorizon(
  best: readonly Arrival[],
  answers: readonly (readonly Arrival[])[],
): readonly Arrival[] {
  const cutAt = answers.flatMap((arrivals) => (arrivals.length >= ARRIVAL_LIMIT ? arrivals.slice(-1) : []));
  const horizon = cutAt.toSorted((a, b) => a.at - b.at)[0];
  if (horizon === undefined) return best;
  const before = best.filter(({ at }) => at < horizon.at);
  return [...before, ...Array.from({ length: Math.max(1, ARRIVAL_LIMIT - before.length) }, () => horizon)];
}
