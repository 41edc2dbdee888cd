/**
 * Which sessions of one key are near a session of another group, in O(n log n): never over all pairs. Two sessions
 * are near if the gap between them is at most a window; overlapping ones have none.
 */

/** Two sessions further apart than this are not near: 30 days. */
export const NEAR_WINDOW_MS = 30 * 24 * 60 * 60 * 1000;

export interface GroupedUse {
  readonly session: string;
  readonly startAt: number;
  /** At or after `startAt`. */
  readonly endAt: number;
  /** What it belongs to: users, or endpoints. Sessions without a group take no part. */
  readonly groups: readonly string[];
}

export interface NearPairs {
  /**
   * For each session of at least one pair, in order of start, the other session of one: the near one before it that
   * ended last, else the next one after it.
   */
  readonly partners: ReadonlyMap<string, string>;
  /** Pairs (earlier, later) by the start of the later one, ascending: one for each session with a partner before it. */
  readonly pairs: readonly NearPair[];
}

export interface NearPair {
  readonly earlier: string;
  readonly later: string;
  /** Start of the later of the two, epoch milliseconds. */
  readonly at: number;
}

interface Candidate {
  readonly group: string;
  readonly use: GroupedUse;
}

/** A pair is two near sessions where some group of one differs from some group of the other. */
export function nearPairs(uses: readonly GroupedUse[], windowMs: number = NEAR_WINDOW_MS): NearPairs {
  const ordered = uses.filter((use) => use.groups.length > 0).sort(byStart);
  const before = new BestOfTwoGroups(endsLater);
  const pairs: NearPair[] = [];
  const partners = new Map<string, string | null>();
  for (const use of ordered) {
    const partner = before.otherThan(use.groups);
    const isNear = partner !== null && use.startAt - partner.endAt <= windowMs;
    partners.set(use.session, isNear ? partner.session : null);
    if (isNear) pairs.push({ earlier: partner.session, later: use.session, at: use.startAt });
    before.add(use);
  }
  const after = new BestOfTwoGroups(startsEarlier);
  for (const use of ordered.toReversed()) {
    const partner = after.otherThan(use.groups);
    if (partners.get(use.session) === null && partner !== null && partner.startAt - use.endAt <= windowMs) {
      partners.set(use.session, partner.session);
    }
    after.add(use);
  }
  const found = new Map<string, string>();
  for (const [session, partner] of partners) if (partner !== null) found.set(session, partner);
  return { partners: found, pairs };
}

/**
 * The best use seen of any group, and the best of any other group: whatever group is asked to be left out, one of the
 * two answers. A use is asked about before it is added, so that it never meets itself.
 */
class BestOfTwoGroups {
  readonly #isBetter: (a: GroupedUse, b: GroupedUse) => boolean;
  #first: Candidate | null = null;
  #second: Candidate | null = null;

  constructor(isBetter: (a: GroupedUse, b: GroupedUse) => boolean) {
    this.#isBetter = isBetter;
  }

  /** The best use with a group that differs from one of `groups`. */
  otherThan(groups: readonly string[]): GroupedUse | null {
    const [only] = groups;
    if (groups.length > 1 || this.#first?.group !== only) return this.#first?.use ?? null;
    return this.#second?.use ?? null;
  }

  add(use: GroupedUse): void {
    for (const group of use.groups) this.#addToGroup({ group, use });
  }

  #addToGroup(candidate: Candidate): void {
    const first = this.#first;
    if (first === null || this.#isBetter(candidate.use, first.use)) {
      if (first !== null && first.group !== candidate.group) this.#second = first;
      this.#first = candidate;
    } else if (
      candidate.group !== first.group &&
      (this.#second === null || this.#isBetter(candidate.use, this.#second.use))
    ) {
      this.#second = candidate;
    }
  }
}

function endsLater(a: GroupedUse, b: GroupedUse): boolean {
  return a.endAt !== b.endAt ? a.endAt > b.endAt : a.session < b.session;
}

function startsEarlier(a: GroupedUse, b: GroupedUse): boolean {
  return byStart(a, b) < 0;
}

export function byStart(
  a: { startAt: number; session: string },
  b: { startAt: number; session: string },
): number {
  return a.startAt - b.startAt || (a.session < b.session ? -1 : a.session > b.session ? 1 : 0);
}
