/** Schedules of a project as Temporal Schedules: what is wanted, what is there, what an apply changes. All plain JSON. */
import { parseCron, type CronTimes } from './cron';
import { MeltemiError } from './errors';
import type { RunJobOptions } from './run';

/** When a schedule fires: never by itself, every so many seconds (a form of Meltemi's own), or by cron. */
export type ScheduleTimes =
  | { readonly kind: 'never' }
  | { readonly kind: 'every'; readonly seconds: number }
  | { readonly kind: 'cron'; readonly cron: CronTimes };

export interface WantedSchedule {
  readonly name: string;
  /** As the project has it, for people. */
  readonly interval: string;
  readonly times: ScheduleTimes;
  /** IANA name. */
  readonly timezone: string;
  readonly pauseOnFailure: boolean;
  readonly run: RunJobOptions;
}

/** The schedules of a project in one environment: they share the beginning of their ids. */
export interface ApplySchedules {
  readonly environment: string | null;
  readonly wanted: readonly WantedSchedule[];
  /** Only say what would change. */
  readonly dryRun: boolean;
}

export interface ScheduleChange {
  readonly name: string;
  readonly scheduleId: string;
  readonly change: 'create' | 'update' | 'remove' | 'keep';
  /** What differs, one sentence part each: `interval: @daily → @hourly`. */
  readonly differences: readonly string[];
}

/** A schedule that was applied, as the server has it. Times are ISO texts. */
export interface AppliedSchedule {
  readonly name: string;
  readonly scheduleId: string;
  readonly paused: boolean;
  /** Why it is paused, when somebody said. */
  readonly note: string | null;
  readonly nextRuns: readonly string[];
  readonly lastRun: { readonly at: string; readonly workflowId: string } | null;
}

export interface ScheduleRef {
  readonly environment: string | null;
  readonly name: string;
}

export interface BackfillOrder extends ScheduleRef {
  /** ISO texts; the times between them that the schedule would have fired at are run one after the other. */
  readonly from: string;
  readonly to: string;
}

/** What a trigger did. Null `workflowId`: nothing was started, because the run `running` (null: unknown) is still on. */
export interface Triggered {
  readonly workflowId: string | null;
  readonly running: string | null;
}

const EVERY = /^@every\s+(\d+)\s*(s|m|h|d)$/;
const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** `cron`: five fields or `@every 30s`; null: never. Throws `ConfigInvalid`. */
export function scheduleTimes(cron: string | null): ScheduleTimes {
  if (cron === null) return { kind: 'never' };
  const every = EVERY.exec(cron.trim());
  if (every === null) return { kind: 'cron', cron: parseCron(cron) };
  const seconds = Number(every[1]) * (UNIT_SECONDS[every[2] ?? ''] ?? 0);
  if (seconds > 0) return { kind: 'every', seconds };
  throw new MeltemiError(
    'ConfigInvalid',
    `The interval \`${cron}\` is empty.`,
    'Give at least one second: `@every 1s`.',
  );
}
