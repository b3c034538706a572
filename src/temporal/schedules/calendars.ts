/**
 * Cron as Temporal's calendars. The server reads cron texts itself, but differently: it wants both kinds of days to match where cron
 * wants one of them, and knows neither `L` nor `#` nor ranges that wrap.
 */
import { DAYS_OF_WEEK, MONTHS } from '@temporalio/client';
import type { CalendarSpec } from '@temporalio/client';
import type { CronTimes, WeekDay } from '../../model/cron';

/** Days of a month that fit together: all of it, some months of it, some years of it. */
interface Days {
  /** Null: any. */
  readonly daysOfMonth: readonly number[] | null;
  /** Null: any. */
  readonly weekdays: readonly number[] | null;
  /** Null: those of the expression. */
  readonly months: readonly number[] | null;
  /** Null: any. */
  readonly years: readonly { readonly start: number; readonly end: number; readonly step: number }[] | null;
}

const ANY: Days = { daysOfMonth: null, weekdays: null, months: null, years: null };

/** Year after year until the first that is no leap year though it divides by four. */
const LEAP_YEARS = [{ start: 2024, end: 2096, step: 4 }];
const OTHER_YEARS = [2025, 2026, 2027].map((start) => ({ start, end: 2099, step: 4 }));
const LAST_DAYS: readonly Days[] = [
  { ...ANY, daysOfMonth: [31], months: [1, 3, 5, 7, 8, 10, 12] },
  { ...ANY, daysOfMonth: [30], months: [4, 6, 9, 11] },
  { ...ANY, daysOfMonth: [28], months: [2], years: OTHER_YEARS },
  { ...ANY, daysOfMonth: [29], months: [2], years: LEAP_YEARS },
];

/** `comment`: the expression as it was written, which the Temporal UI shows. */
export function calendarsOf(times: CronTimes, comment: string): readonly CalendarSpec[] {
  return daysOf(times).flatMap((days) => {
    const months = times.months.filter((month) => days.months?.includes(month) ?? true);
    return months.length === 0 ? [] : [calendar(times, days, months, comment)];
  });
}

function calendar(times: CronTimes, days: Days, months: readonly number[], comment: string): CalendarSpec {
  return {
    second: 0,
    minute: ranges(times.minutes),
    hour: ranges(times.hours),
    dayOfMonth: ranges(days.daysOfMonth ?? sequence(1, 31)),
    month: months.flatMap((month) => MONTHS[month - 1] ?? []),
    dayOfWeek: (days.weekdays ?? sequence(0, 6)).flatMap((day) => DAYS_OF_WEEK[day] ?? []),
    ...(days.years === null ? {} : { year: [...days.years] }),
    comment,
  };
}

function daysOf({ daysOfMonth, daysOfWeek, bothDays }: CronTimes): readonly Days[] {
  const inMonth: readonly Days[] | null = daysOfMonth && [
    ...(daysOfMonth.days.length === 0 ? [] : [{ ...ANY, daysOfMonth: daysOfMonth.days }]),
    ...(daysOfMonth.last ? LAST_DAYS : []),
  ];
  const inWeek = daysOfWeek && weekdays(daysOfWeek);
  if (inMonth === null || inWeek === null) return inMonth ?? inWeek ?? [ANY];
  return bothDays ? inMonth.flatMap((a) => inWeek.flatMap((b) => both(a, b))) : [...inMonth, ...inWeek];
}

/** The second Monday is the Monday among the days 8 to 14, the last one that among the last seven days. */
function weekdays(days: readonly WeekDay[]): readonly Days[] {
  const weeks = [...new Set(days.map(({ week }) => week))];
  return weeks.flatMap((week) => {
    const named = days.filter((each) => each.week === week).map(({ day }) => day);
    if (week === null) return [{ ...ANY, weekdays: named }];
    if (week === 'last') return LAST_DAYS.map((last) => ({ ...last, weekdays: named, daysOfMonth: weekUntil(last) }));
    return [{ ...ANY, weekdays: named, daysOfMonth: sequence(7 * week - 6, Math.min(7 * week, 31)) }];
  });
}

function weekUntil({ daysOfMonth }: Days): readonly number[] {
  return (daysOfMonth ?? []).flatMap((day) => sequence(day - 6, day));
}

function both(month: Days, week: Days): readonly Days[] {
  const days = (month.daysOfMonth ?? []).filter((day) => week.daysOfMonth?.includes(day) ?? true);
  const months =
    month.months === null ? week.months : month.months.filter((each) => week.months?.includes(each) ?? true);
  const years = month.years ?? week.years;
  return days.length === 0 ? [] : [{ daysOfMonth: days, weekdays: week.weekdays, months, years }];
}

function sequence(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/** Ascending numbers as few ranges. */
function ranges(numbers: readonly number[]): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  for (const number of numbers) {
    const last = found.at(-1);
    if (last !== undefined && last.end === number - 1) last.end = number;
    else found.push({ start: number, end: number });
  }
  return found;
}
