/** A cheapest choice of elements that has one in common with every set. */
export interface HittingSet {
  readonly chosen: readonly number[];
  readonly cost: number;
  /** No choice costs less. Equal to `cost` where the search came to its end. */
  readonly lowerBound: number;
}

/**
 * Finds it by branch and bound; after `budget` branches it ends with the best so far and a lower bound that is less.
 *
 * @param sets none is empty.
 * @param costs of each element: whole numbers from 1.
 */
export function leastHittingSet(
  sets: readonly (readonly number[])[],
  costs: readonly number[],
  budget: number,
): HittingSet {
  const search = new Search(withoutSupersets(sets), costs, budget);
  return search.run();
}

/** What hits a set hits every larger one that holds it. */
function withoutSupersets(sets: readonly (readonly number[])[]): (readonly number[])[] {
  const kept: (readonly number[])[] = [];
  for (const set of sets.toSorted((a, b) => a.length - b.length)) {
    const elements = new Set(set);
    if (!kept.some((other) => other.every((element) => elements.has(element)))) kept.push(set);
  }
  return kept;
}

class Search {
  readonly #sets: readonly (readonly number[])[];
  readonly #costs: readonly number[];
  readonly #excluded = new Set<number>();
  #branchesLeft: number;
  #best: readonly number[];
  #bestCost: number;

  constructor(sets: readonly (readonly number[])[], costs: readonly number[], budget: number) {
    this.#sets = sets;
    this.#costs = costs;
    this.#branchesLeft = budget;
    this.#best = this.#greedy();
    this.#bestCost = this.#costOf(this.#best);
  }

  run(): HittingSet {
    const lowest = this.#bound(this.#sets);
    this.#branch([], 0, this.#sets);
    const isProven = this.#branchesLeft > 0;
    return {
      chosen: this.#best.toSorted((a, b) => a - b),
      cost: this.#bestCost,
      lowerBound: isProven ? this.#bestCost : lowest,
    };
  }

  #branch(chosen: readonly number[], cost: number, open: readonly (readonly number[])[]): void {
    if (open.length === 0) {
      if (cost < this.#bestCost) [this.#best, this.#bestCost] = [chosen, cost];
      return;
    }
    if (--this.#branchesLeft <= 0 || cost + this.#bound(open) >= this.#bestCost) return;
    const available = open.map((set) => set.filter((element) => !this.#excluded.has(element)));
    const narrowest = available.reduce((least, set) => (set.length < least.length ? set : least));
    // Each element in turn, without those before it: no choice is looked at twice.
    for (const element of this.#byWorth(narrowest, open)) {
      const rest = open.filter((set) => !set.includes(element));
      this.#branch([...chosen, element], cost + this.#cost(element), rest);
      this.#excluded.add(element);
    }
    for (const element of narrowest) this.#excluded.delete(element);
  }

  /** Shares the elements' costs out among the sets: what all sets get together, no choice can cost less than. */
  #bound(open: readonly (readonly number[])[]): number {
    const left = new Map<number, number>();
    let bound = 0;
    for (const set of open) {
      const available = set.filter((element) => !this.#excluded.has(element));
      const share = Math.min(...available.map((element) => left.get(element) ?? this.#cost(element)));
      if (share === Infinity) return Infinity;
      for (const element of available) left.set(element, (left.get(element) ?? this.#cost(element)) - share);
      bound += share;
    }
    return bound;
  }

  #greedy(): number[] {
    const chosen: number[] = [];
    for (let open = this.#sets; open.length > 0;) {
      const [element] = this.#byWorth([...new Set(open.flat())], open);
      if (element === undefined) throw new Error('A set without elements cannot be hit.');
      chosen.push(element);
      open = open.filter((set) => !set.includes(element));
    }
    return chosen;
  }

  /** The most sets hit for the cost first. */
  #byWorth(elements: readonly number[], open: readonly (readonly number[])[]): number[] {
    const counts = new Map<number, number>();
    for (const set of open) for (const element of set) counts.set(element, (counts.get(element) ?? 0) + 1);
    const worth = (element: number): number => (counts.get(element) ?? 0) / this.#cost(element);
    return elements.toSorted((a, b) => worth(b) - worth(a) || a - b);
  }

  #cost(element: number): number {
    return this.#costs[element] ?? Infinity;
  }

  #costOf(chosen: readonly number[]): number {
    return chosen.reduce((sum, element) => sum + this.#cost(element), 0);
  }
}
