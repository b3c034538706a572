/** The command line of `run` and `plan` as the input of `runJob`. */
import type { RunJobOptions } from '../../model/run';
import { chosenEnvironment } from '../command-context';
import type { CommandContext } from '../command-context';

export interface SelectionOptions {
  readonly fullRefresh?: boolean;
  readonly select?: readonly string[];
  readonly stateIdSuffix?: string;
}

/** Leaves out what was not given, so that the project's own defaults hold. */
export function runOptions(
  context: Pick<CommandContext, 'globals' | 'env'>,
  blocks: readonly string[],
  selection: SelectionOptions,
): RunJobOptions {
  const [only] = blocks;
  const environment = chosenEnvironment(context);
  return {
    job: blocks.length === 1 && only !== undefined ? only : blocks,
    ...(environment === undefined ? {} : { environment }),
    ...(selection.fullRefresh === true ? { fullRefresh: true } : {}),
    ...(selection.select === undefined ? {} : { select: selection.select }),
    ...(selection.stateIdSuffix === undefined ? {} : { stateIdSuffix: selection.stateIdSuffix }),
  };
}

/** `20260102T030405Z-x7k2`: sorts by time, and two starts within a second differ. */
export function createStartKey(now: Date = new Date(), random: () => number = Math.random): string {
  const time = now.toISOString().replace(/[-:]|\.\d+/g, '');
  const suffix = Array.from({ length: 4 }, () => ALPHABET[Math.floor(random() * ALPHABET.length)] ?? '0').join('');
  return `${time}-${suffix}`;
}

/** Without letters and digits that look alike. */
const ALPHABET = '23456789abcdefghjkmnpqrstuvwxyz';
