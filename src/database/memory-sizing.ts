import os from 'node:os';

export interface DatabaseMemory {
  readonly heapMb: number;
  readonly pageCacheMb: number;
}

/** Beyond these a larger share helps an investigation graph less than it costs the rest of the machine. */
const mostHeapMb = 4_096;
const mostPageCacheMb = 16_384;

/** Neo4j does not answer reliably with less; a machine of under 1.3 GB gets these and so exceeds the quarter. */
const leastHeapMb = 256;
const leastPageCacheMb = 64;

/**
 * Splits at most a quarter of the machine's memory evenly between heap (running queries) and page cache (the
 * graph). A value that is given is taken as it is and does not change the other one.
 *
 * @param machineMb the memory that this process may use, see {@link availableMachineMb}
 */
export function sizeMemory(
  machineMb: number,
  given: { readonly heapMb?: number; readonly pageCacheMb?: number } = {},
): DatabaseMemory {
  const shareMb = Math.floor(machineMb / 8);
  return {
    heapMb: given.heapMb ?? clamp(shareMb, leastHeapMb, mostHeapMb),
    pageCacheMb: given.pageCacheMb ?? clamp(shareMb, leastPageCacheMb, mostPageCacheMb),
  };
}

/** The machine's memory, or the limit of the control group (a container's, say) when that is lower. */
export function availableMachineMb(): number {
  const totalBytes = os.totalmem();
  // 0, undefined or a number beyond the machine's memory all mean: no limit.
  const limitBytes = process.constrainedMemory();
  const bytes = limitBytes > 0 && limitBytes < totalBytes ? limitBytes : totalBytes;
  return Math.floor(bytes / 1_048_576);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
