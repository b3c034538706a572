/** Entries of `schedules:` with their intervals as cron fields. */
import { MeltemiError } from '../model/errors';
import type { ProjectEntries, ScheduleEntry } from './entries';
import type { Schedule } from './project';
import { didYouMean } from '../model/suggest';

/** Null: it never fires by itself. */
const CRON: ReadonlyMap<string, string | null> = new Map([
  ['@hourly', '0 * * * *'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@weekly', '0 0 * * 0'],
  ['@monthly', '0 0 1 * *'],
  ['@yearly', '0 0 1 1 *'],
  ['@annually', '0 0 1 1 *'],
  ['@once', null],
  ['@manual', null],
  ['@none', null],
]);

/** What may stand for cron fields. */
export const INTERVAL_ALIASES: readonly string[] = [...CRON.keys()];

export function readSchedule(entry: ScheduleEntry): Schedule {
  const known = CRON.get(entry.interval);
  return {
    name: entry.name,
    interval: entry.interval,
    cron: known === undefined ? entry.interval : known,
    job: entry.job,
    elt: entry.elt,
    timezone: entry.timezone,
    pauseOnFailure: entry.pauseOnFailure,
    env: envOf(entry),
  };
}

/** The variables of a schedule; none for undefined. Throws `ConfigInvalid` for a name that the project does not have. */
export function scheduleEnv(entries: ProjectEntries, name: string | undefined): Readonly<Record<string, string>> {
  if (name === undefined) return {};
  const entry = entries.schedules.get(name);
  if (entry !== undefined) return envOf(entry);
  const reason = `Schedule \`${name}\` was not found.${didYouMean(name, entries.schedules.keys())}`;
  throw new MeltemiError('ConfigInvalid', reason, 'Correct the name, or define it below `schedules:`.');
}

function envOf(entry: ScheduleEntry): Readonly<Record<string, string>> {
  return Object.fromEntries([...entry.env].map(([name, tree]) => [name, String(tree.value)]));
}
