/** Entries of `schedules:` with their intervals as cron fields. */
import type { ScheduleEntry } from './entries';
import type { Schedule } from './project';

const CRON: Readonly<Record<string, string | null>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@once': null,
  '@manual': null,
  '@none': null,
};

export function readSchedule(entry: ScheduleEntry): Schedule {
  const known = CRON[entry.interval];
  return {
    name: entry.name,
    interval: entry.interval,
    cron: known === undefined ? entry.interval : known,
    job: entry.job,
    env: Object.fromEntries([...entry.env].map(([name, tree]) => [name, String(tree.value)])),
  };
}
