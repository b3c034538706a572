/** Divides a table without a usable key by the places of its rows (`ctid`), for one snapshot that several connections read. */
import type { Storage } from './storage';

/** Before it a condition on `ctid` is tried on every row: each range would read the whole table. */
const RANGE_SCANS_SINCE = 140000;

/** Null: the table can be read by ranges of its blocks; else why not, as a clause. */
export function reasonAgainstBlocks({ indivisible, serverVersion }: Storage): string | null {
  if (indivisible !== null) return indivisible;
  return serverVersion < RANGE_SCANS_SINCE ? 'the server is older than PostgreSQL 14' : null;
}

/**
 * Conditions that each row meets exactly one of. The first is open below and the last above, so nothing hangs on the sizes but the
 * balance; partitions are divided at the same block numbers.
 */
export function blockConditions(blocks: readonly number[], ranges: number): readonly string[] {
  const cuts = cutsOf(blocks, ranges);
  if (cuts.length === 0) return [];
  return [null, ...cuts].map((from, index) => {
    const upTo = cuts[index] ?? null;
    const bounds = [from === null ? null : `ctid >= '(${from},0)'`, upTo === null ? null : `ctid < '(${upTo},0)'`];
    return bounds.filter((bound) => bound !== null).join(' and ');
  });
}

/** Block numbers between which, over all partitions, lie about equally many blocks; each once, in order. */
function cutsOf(blocks: readonly number[], ranges: number): readonly number[] {
  const total = blocks.reduce((sum, each) => sum + each, 0);
  const below = (block: number): number => blocks.reduce((sum, each) => sum + Math.min(each, block), 0);
  const cuts = new Set<number>();
  for (let range = 1; range < ranges; range += 1) {
    let [low, high] = [0, Math.max(0, ...blocks)];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (below(middle) * ranges >= total * range) high = middle;
      else low = middle + 1;
    }
    if (low > 0) cuts.add(low);
  }
  return [...cuts];
}
