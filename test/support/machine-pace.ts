/** Limits of time that hold on slow and busy machines alike: they grow with what a fixed piece of work takes at the same moment. */
import { parse } from 'yaml';

/** Milliseconds of processor that the yardstick takes on a quick machine of 2026 (two cores of a server, warm, otherwise idle). */
const QUICK_MS = 25;

/** Keys of the document that is parsed: long enough that the clock of the processor does not blur it. */
const KEYS = 500;

const YARDSTICK = Array.from({ length: KEYS }, (_, index) => `key-${index}: {value: [${index}, "text ${index}"]}`).join(
  '\n',
);

/** Rounds, of which the least counts: the first compiles, and a collection may fall into any one. */
const ROUNDS = 4;

/** How many times slower than a quick machine this process runs right now; at least 1. */
function machinePace(): number {
  let least = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const started = process.cpuUsage();
    parse(YARDSTICK);
    const { user, system } = process.cpuUsage(started);
    least = Math.min(least, (user + system) / 1000);
  }
  return Math.max(1, least / QUICK_MS);
}

/** Milliseconds that were spent, in those of a quick machine; its pace is only asked for when it decides, for asking takes 0.1 s. */
export function atQuickPace(spentMs: number, limitMs: number): number {
  return spentMs < limitMs ? spentMs : spentMs / machinePace();
}
