/** The schedules of a project as Temporal should have them. */
import { MeltemiError } from '../../model/errors';
import { scheduleTimes, type WantedSchedule } from '../../model/schedule';
import type { RunJobOptions } from '../../model/run';
import { requireEnvironment } from '../../project/choose-environment';
import type { Project, Schedule } from '../../project/project';
import { didYouMean } from '../../model/suggest';
import { failedError } from '../cli-error';

const DEFAULT_ZONE = 'UTC';

export interface ScheduleDefaults {
  /** For schedules that name no zone of their own. */
  readonly timezone?: string | undefined;
  /** For schedules that do not say it themselves. */
  readonly pauseOnFailure?: boolean | undefined;
}

/** Throws what is wrong with one of them: its interval, its zone, the blocks of its job. */
export function wantedSchedules(project: Project, defaults: ScheduleDefaults): readonly WantedSchedule[] {
  requireEnvironment(project);
  return project.schedules.map((schedule) => {
    const run = { ...runOf(project, schedule), environment: project.environment };
    project.resolveJob(run.job);
    return {
      name: schedule.name,
      interval: schedule.interval,
      times: inSchedule(schedule, () => scheduleTimes(schedule.cron)),
      timezone: checkedZone(schedule, schedule.timezone ?? defaults.timezone ?? DEFAULT_ZONE),
      pauseOnFailure: schedule.pauseOnFailure || defaults.pauseOnFailure === true,
      run,
    };
  });
}

/** What a schedule runs; its variables go along by its name. Throws for a schedule without a job, or with one that is not there. */
export function runOf(project: Project, schedule: Schedule): RunJobOptions {
  const { name, job, elt } = schedule;
  if (job !== null) {
    if (project.jobs.some((known) => known.name === job)) return { job, schedule: name };
    const names = project.jobs.map((known) => known.name);
    throw failedError(
      `Job \`${job}\` of the schedule \`${name}\` was not found.${didYouMean(job, names)}`,
      'Correct the name, or define the job below `jobs:`.',
    );
  }
  if (elt !== null) return { job: [elt.extractor, elt.loader], schedule: name, stateId: name };
  throw failedError(`The schedule \`${name}\` names no job.`, 'Give it `job: <name>`.');
}

export function findSchedule(project: Project, name: string): Schedule {
  const schedule = project.schedules.find((each) => each.name === name);
  if (schedule !== undefined) return schedule;
  const names = project.schedules.map((each) => each.name);
  throw failedError(
    `Schedule \`${name}\` was not found.${didYouMean(name, names)}`,
    'See `meltemi schedule list`, or define it below `schedules:`.',
  );
}

function checkedZone(schedule: Schedule, zone: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone === '' ? DEFAULT_ZONE : zone;
  } catch {
    throw failedError(
      `The schedule \`${schedule.name}\` has the time zone \`${zone}\`, which does not exist.`,
      'Write an IANA name such as `Europe/Athens` or `UTC`.',
    );
  }
}

function inSchedule<T>({ name }: Schedule, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof MeltemiError)) throw error;
    throw failedError(`The schedule \`${name}\`: ${error.reason}`, error.instruction, error);
  }
}
