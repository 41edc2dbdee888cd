import type { SeededRandom } from '../../src/demo/seeded-random.js';

/** Draws positions of which the first is the most popular: the one at `n` has a weight of 1 / (n + 1) ^ exponent. */
export class ZipfRanks {
  readonly #cumulative: Float64Array;

  constructor(size: number, exponent: number) {
    this.#cumulative = new Float64Array(size);
    let sum = 0;
    for (let rank = 0; rank < size; rank++) {
      sum += 1 / (rank + 1) ** exponent;
      this.#cumulative[rank] = sum;
    }
  }

  /** From 0 to size − 1. */
  draw(random: SeededRandom): number {
    const cumulative = this.#cumulative;
    const target = random.fraction() * (cumulative.at(-1) ?? 0);
    let low = 0;
    let high = cumulative.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cumulative[middle] ?? 0) > target) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
