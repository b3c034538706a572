/** Cron as calendars, checked by walking through days: a calendar matches when all of its fields do. */
import { DAYS_OF_WEEK, MONTHS, type CalendarSpec } from '@temporalio/client';
import { parseCron } from '../../../src/model/cron';
import { calendarsOf } from '../../../src/temporal/schedules/calendars';

const DAY_MS = 24 * 3600 * 1000;

/** The days between two dates, the second left out, on which a schedule with these calendars would fire. */
function daysOf(expression: string, from: string, to: string): string[] {
  const calendars = calendarsOf(parseCron(expression), expression);
  const days: string[] = [];
  for (let ms = Date.parse(from); ms < Date.parse(to); ms += DAY_MS) {
    if (calendars.some((calendar) => fits(calendar, new Date(ms)))) days.push(new Date(ms).toISOString().slice(0, 10));
  }
  return days;
}

function fits({ dayOfMonth, dayOfWeek, month, year }: CalendarSpec, date: Date): boolean {
  return (
    holds(dayOfMonth, date.getUTCDate()) &&
    holds(dayOfWeek, DAYS_OF_WEEK[date.getUTCDay()]) &&
    holds(month, MONTHS[date.getUTCMonth()]) &&
    (year === undefined || holds(year, date.getUTCFullYear()))
  );
}

function holds(field: unknown, value: unknown): boolean {
  if (Array.isArray(field)) return field.some((part) => holds(part, value));
  if (typeof field !== 'object' || field === null || typeof value !== 'number') return field === value;
  const { start, end, step = 1 } = field as { start: number; end: number; step?: number };
  return value >= start && value <= end && (value - start) % step === 0;
}

test.each([
  ['0 0 * * *', '2026-02-27', '2026-03-02', ['2026-02-27', '2026-02-28', '2026-03-01']],
  ['0 0 * * FRI-MON', '2026-03-02', '2026-03-09', ['2026-03-02', '2026-03-06', '2026-03-07', '2026-03-08']],
  ['0 0 13 * FRI', '2026-03-01', '2026-03-21', ['2026-03-06', '2026-03-13', '2026-03-20']],
  ['0 0 */5 * FRI', '2026-03-01', '2026-04-01', ['2026-03-06']],
  ['0 0 * * TUE#2', '2026-03-01', '2026-05-01', ['2026-03-10', '2026-04-14']],
  ['0 0 L * MON#1', '2026-03-01', '2026-05-01', ['2026-03-02', '2026-03-31', '2026-04-06', '2026-04-30']],
  ['0 0 * * L5', '2026-01-01', '2026-05-01', ['2026-01-30', '2026-02-27', '2026-03-27', '2026-04-24']],
  ['0 0 * 2 L2', '2024-01-01', '2027-01-01', ['2024-02-27', '2025-02-25', '2026-02-24']],
  ['0 0 1 2,4 *', '2026-01-01', '2027-01-01', ['2026-02-01', '2026-04-01']],
])('%s fires on the days of crontab(5)', (expression, from, to, days) => {
  expect(daysOf(expression, from, to)).toEqual(days);
});

test('the last day of the month knows leap years', () => {
  const last = daysOf('0 0 L 2 *', '2026-01-01', '2034-01-01').map((day) => day.slice(5));
  expect(last).toEqual(['02-28', '02-28', '02-29', '02-28', '02-28', '02-28', '02-29', '02-28']);
  expect(daysOf('0 0 L * *', '2026-01-01', '2027-01-01')).toHaveLength(12);
});
