/** One of two things that are measured against each other. */
export interface Side {
  readonly name: string;
  /** Runs before each run and is not measured. */
  readonly before?: () => Promise<unknown>;
  /** `round` counts from 0, warm-up included, and is the same for both sides of a pair. */
  readonly run: (round: number) => Promise<unknown>;
}

export interface Rounds {
  /** Pairs that are run and not counted. */
  readonly warmUp: number;
  readonly counted: number;
}

export interface Timings {
  readonly minMs: number;
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly maxMs: number;
}

/** Milliseconds from some moment on. */
type Clock = () => number;

const realTime: Clock = () => performance.now();

/** How often one value was another's: below 1 the first side is the faster one. */
export interface Ratio {
  readonly median: number;
  /** Of the middle half of the pairs. */
  readonly p25: number;
  readonly p75: number;
}

export interface Comparison {
  readonly rounds: number;
  readonly a: Timings;
  readonly b: Timings;
  /** Of the time of `a` to that of `b`, pair by pair. */
  readonly ratio: Ratio;
}

/**
 * Runs two sides in turn, the first of a pair alternating, so that what else the machine does meets both alike.
 * Each ratio is of two runs that stand side by side.
 */
export async function comparePairs(
  a: Side,
  b: Side,
  { warmUp, counted }: Rounds,
  clock = realTime,
): Promise<Comparison> {
  const pairs: { aMs: number; bMs: number }[] = [];
  for (let round = 0; round < warmUp + counted; round++) {
    const aFirst = round % 2 === 0;
    const firstMs = await timed(aFirst ? a : b, round, clock);
    const secondMs = await timed(aFirst ? b : a, round, clock);
    if (round >= warmUp)
      pairs.push(aFirst ? { aMs: firstMs, bMs: secondMs } : { aMs: secondMs, bMs: firstMs });
  }
  return summarise(pairs);
}

export function summarise(pairs: readonly { readonly aMs: number; readonly bMs: number }[]): Comparison {
  const ratios = pairs.map(({ aMs, bMs }) => aMs / bMs);
  return {
    rounds: pairs.length,
    a: timingsOf(pairs.map(({ aMs }) => aMs)),
    b: timingsOf(pairs.map(({ bMs }) => bMs)),
    ratio: { median: quantile(ratios, 0.5), p25: quantile(ratios, 0.25), p75: quantile(ratios, 0.75) },
  };
}

/** Runs all sides in turn and says which has the least median. */
export async function fastestOf(
  sides: readonly Side[],
  { warmUp, counted }: Rounds,
  clock = realTime,
): Promise<Side> {
  const times = sides.map((side) => ({ side, ms: [] as number[] }));
  for (let round = 0; round < warmUp + counted; round++) {
    for (const { side, ms } of times) {
      const durationMs = await timed(side, round, clock);
      if (round >= warmUp) ms.push(durationMs);
    }
  }
  const [best] = times
    .map(({ side, ms }) => ({ side, medianMs: quantile(ms, 0.5) }))
    .sort((x, y) => x.medianMs - y.medianMs);
  if (best === undefined) throw new RangeError('There is nothing to choose from.');
  return best.side;
}

/** A run that lasts longer than this will not end: the bench must say so and not wait with it. */
const LONGEST_RUN_MS = 10 * 60 * 1000;

/** A run did not end. */
class RunHangsError extends Error {
  override readonly name = 'RunHangsError';

  constructor(side: string, round: number, longestMs: number) {
    super(
      `Round ${round} of ${side} has not ended after ${longestMs / 1000} s: look at the log of the database.`,
    );
  }
}

async function timed(side: Side, round: number, clock: Clock): Promise<number> {
  await side.before?.();
  let watchdog: NodeJS.Timeout | undefined;
  const hangs = new Promise<never>((_resolve, reject) => {
    watchdog = setTimeout(() => reject(new RunHangsError(side.name, round, LONGEST_RUN_MS)), LONGEST_RUN_MS);
  });
  try {
    const startedAt = clock();
    await Promise.race([side.run(round), hangs]);
    return clock() - startedAt;
  } finally {
    clearTimeout(watchdog);
  }
}

function timingsOf(ms: readonly number[]): Timings {
  return {
    minMs: Math.min(...ms),
    medianMs: quantile(ms, 0.5),
    p95Ms: quantile(ms, 0.95),
    maxMs: Math.max(...ms),
  };
}

/** The value below which that share of the values lies, interpolated between two of them. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const low = sorted[Math.floor(place)] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? low;
  return low + (high - low) * (place - Math.floor(place));
}
