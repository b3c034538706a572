/** How a wanted schedule looks on the server, and what an existing one has differently. */
import { DAYS_OF_WEEK, MONTHS } from '@temporalio/client';
import type { CalendarSpec, ScheduleDescription, ScheduleSpec, ScheduleUpdateOptions } from '@temporalio/client';
import type { WantedSchedule } from '../../model/schedule';
import { calendarsOf } from './calendars';

/** A server that was away for longer has missed the run: it is not made up for (`schedule backfill` does that when wanted). */
const CATCHUP_WINDOW_MS = 10 * 60_000;
const WORKFLOW_TYPE = 'runJob';

export interface SchedulePlace {
  readonly project: string;
  readonly environment: string | null;
  readonly taskQueue: string;
}

/** Everything of a schedule that the project decides; whether it is paused is left to people. */
export function formOf(wanted: WantedSchedule, place: SchedulePlace): Omit<ScheduleUpdateOptions, 'state'> {
  const { name, run, timezone, pauseOnFailure } = wanted;
  const job = typeof run.job === 'string' ? run.job : run.job.join('+');
  return {
    spec: { ...specOf(wanted), timezone },
    action: {
      type: 'startWorkflow',
      workflowType: WORKFLOW_TYPE,
      taskQueue: place.taskQueue,
      args: [run],
      // The server appends the time: `<project>/<job>/<schedule>-2026-01-02T03:04:05Z`.
      workflowId: `${place.project}/${job}/${name}`,
      // 200 bytes are the limit.
      staticSummary: `${job.slice(0, 80)} · env ${(place.environment ?? 'none').slice(0, 30)} · by schedule ${name.slice(0, 60)}`,
    },
    policies: { overlap: 'SKIP', catchupWindow: CATCHUP_WINDOW_MS, pauseOnFailure },
  };
}

function specOf({ times, interval }: WantedSchedule): ScheduleSpec {
  if (times.kind === 'never') return {};
  if (times.kind === 'every') return { intervals: [{ every: times.seconds * 1000 }] };
  return { calendars: [...calendarsOf(times.cron, interval)] };
}

/** What an update would change, for people: `interval: @daily → @hourly`. Empty: nothing. */
export function differencesOf(
  there: ScheduleDescription,
  wanted: WantedSchedule,
  place: SchedulePlace,
): readonly string[] {
  const form = formOf(wanted, place);
  const facts: readonly (readonly [what: string, before: unknown, after: unknown])[] = [
    ['interval', intervalOf(there.spec), intervalOf(form.spec)],
    ['times', timesOf(there.spec), timesOf(form.spec)],
    ['time zone', there.spec.timezone ?? 'UTC', wanted.timezone],
    ['run', there.action.args?.[0], wanted.run],
    ['workflow id', there.action.workflowId, form.action.workflowId],
    ['task queue', there.action.taskQueue, place.taskQueue],
    ['workflow type', there.action.workflowType, WORKFLOW_TYPE],
    ['overlap', there.policies.overlap, 'SKIP'],
    ['catch-up seconds', there.policies.catchupWindow / 1000, CATCHUP_WINDOW_MS / 1000],
    ['pause on failure', there.policies.pauseOnFailure, wanted.pauseOnFailure],
  ];
  const differing = facts.filter(([, before, after]) => canonical(before) !== canonical(after));
  // Times are long lists: they are shown only when the interval does not tell it already.
  const told = differing.some(([what]) => what === 'interval')
    ? differing.filter(([what]) => what !== 'times')
    : differing;
  return told.map(([what, before, after]) =>
    what === 'times' ? 'times: changed by somebody' : `${what}: ${show(before)} → ${show(after)}`,
  );
}

/** Calendars carry what was written as a comment. */
function intervalOf({ calendars = [], intervals = [] }: AnySpec): string {
  const [calendar] = calendars;
  const [interval] = intervals;
  if (calendar !== undefined) return calendar.comment || 'times of its own';
  return interval === undefined ? 'never' : `every ${Number(interval.every) / 1000} s`;
}

type AnySpec = ScheduleSpec | ScheduleDescription['spec'];

/** The same for two specs that fire at the same times, however they are written. */
function timesOf({ calendars = [], intervals = [] }: AnySpec): unknown {
  return {
    calendars: calendars.map((calendar) => canonical(numbersOf(calendar))).sort(),
    intervals: intervals.map(({ every }) => Number(every)).sort(),
  };
}

type Calendar = CalendarSpec | NonNullable<ScheduleDescription['spec']['calendars']>[number];

function numbersOf(calendar: Calendar): unknown {
  const { second, minute, hour, dayOfMonth, month, dayOfWeek, year } = calendar;
  return [second, minute, hour, dayOfMonth, month, dayOfWeek, year].map((field) =>
    [...new Set(expand(field))].sort((a, b) => a - b),
  );
}

function expand(field: unknown): readonly number[] {
  if (field === undefined || field === null || field === '*') return [];
  if (Array.isArray(field)) return field.flatMap(expand);
  if (typeof field !== 'object') return [numberOf(field)];
  const { start, end = start, step = 1 } = field as { start: unknown; end?: unknown; step?: number };
  const [from, to] = [numberOf(start), numberOf(end)];
  return Array.from(
    { length: Math.floor((Math.max(to, from) - from) / (step || 1)) + 1 },
    (_, i) => from + i * (step || 1),
  );
}

function numberOf(value: unknown): number {
  if (typeof value === 'number') return value;
  const name = String(value);
  const month = MONTHS.findIndex((known) => known === name);
  return month === -1 ? DAYS_OF_WEEK.findIndex((known) => known === name) : month + 1;
}

/** JSON with its keys in order. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_, inner: unknown) =>
      typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
        : inner,
    ) ?? 'nothing'
  );
}

function show(value: unknown): string {
  if (value === undefined || value === '') return 'nothing';
  return typeof value === 'string' ? value : canonical(value);
}
