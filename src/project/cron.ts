/** What is wrong with the interval of a schedule, if anything: an alias of Meltano, five cron fields, or `@every 30s`. */
import { MeltemiError } from '../model/errors';
import { scheduleTimes } from '../model/schedule';
import { didYouMean } from '../model/suggest';

/** A form of Meltemi's own, for what cron cannot say. */
const EVERY = /^@every\s/;

/** Null: nothing is wrong. `aliases`: `@daily` and the like. */
export function intervalProblem(interval: string, aliases: readonly string[]): string | null {
  if (interval.toLowerCase() === 'null' || aliases.includes(interval)) return null;
  if (interval.startsWith('@') && !EVERY.test(interval)) {
    return `There is no interval \`${interval}\`.${didYouMean(interval, aliases)}`;
  }
  try {
    scheduleTimes(interval);
    return null;
  } catch (error) {
    if (error instanceof MeltemiError) return error.reason;
    throw error;
  }
}
