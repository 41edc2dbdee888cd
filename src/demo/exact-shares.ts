/** Whole parts in the proportion of the weights that add up to the total exactly. */
export function exactShares(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  let weightSoFar = 0;
  let sharedOut = 0;
  return weights.map((weight) => {
    weightSoFar += weight;
    const share = Math.round((total * weightSoFar) / sum) - sharedOut;
    sharedOut += share;
    return share;
  });
}
