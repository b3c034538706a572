/**
 * Cron expressions of five fields: minute, hour, day of the month, month, day of the week. Besides numbers, ranges, lists and steps:
 * names (`JAN`, `MON`), `7` for Sunday, ranges that wrap (`FRI-MON`), `?` for any day, `L` for the last day of the month, `MON#2` for
 * the second Monday of a month and `L5` for its last Friday.
 */
import { MeltemiError } from './errors';

export interface CronTimes {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  /** From 1. */
  readonly months: readonly number[];
  /** Null: any day of the month. */
  readonly daysOfMonth: DaysOfMonth | null;
  /** Null: any day of the week. */
  readonly daysOfWeek: readonly WeekDay[] | null;
  /** crontab(5): with both kinds of days given one of them is enough, unless a field starts with `*`. */
  readonly bothDays: boolean;
}

export interface DaysOfMonth {
  readonly days: readonly number[];
  readonly last: boolean;
}

export interface WeekDay {
  /** 0 is Sunday. */
  readonly day: number;
  /** Which of the month's days of that name, from 1; null: each. */
  readonly week: number | 'last' | null;
}

interface Field {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Names by place, from `from` on. */
  readonly names?: readonly string[];
}

const MINUTE: Field = { name: 'minute', from: 0, to: 59 };
const HOUR: Field = { name: 'hour', from: 0, to: 23 };
const DAY: Field = { name: 'day of the month', from: 1, to: 31 };
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'] as const;
const MONTH: Field = { name: 'month', from: 1, to: 12, names: MONTHS };
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] as const;
/** 7 is Sunday as well. */
const WEEKDAY: Field = { name: 'day of the week', from: 0, to: 7, names: WEEKDAYS };
const MOST_WEEKS = 5;

/** Throws `ConfigInvalid` that names the field. */
export function parseCron(expression: string): CronTimes {
  const fields = expression.trim().split(/\s+/);
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = fields;
  if (fields.length !== 5) {
    const count = fields.length === 1 ? 'one field' : `${fields.length} fields`;
    throw wrong(expression, `has ${count}, and cron has five: minute, hour, day, month, weekday`);
  }
  const read = (text: string, field: Field): readonly number[] => readField(expression, text, field);
  return {
    minutes: read(minute, MINUTE),
    hours: read(hour, HOUR),
    months: read(month, MONTH),
    daysOfMonth: isAny(day) ? null : readDays(expression, day),
    daysOfWeek: isAny(weekday) ? null : readWeekdays(expression, weekday),
    bothDays: day.startsWith('*') || weekday.startsWith('*'),
  };
}

function isAny(text: string): boolean {
  return text === '*' || text === '?';
}

function readDays(expression: string, text: string): DaysOfMonth {
  const items = text.split(',');
  const days = items.filter((item) => item.toUpperCase() !== 'L');
  return {
    days: days.length === 0 ? [] : readField(expression, days.join(','), DAY),
    last: days.length < items.length,
  };
}

function readWeekdays(expression: string, text: string): readonly WeekDay[] {
  const all = text.split(',').flatMap((item): readonly WeekDay[] => {
    const [, last] = /^L(\w+)$/i.exec(item) ?? /^(\d)L$/i.exec(item) ?? [];
    const [name = '', nth] = item.split('#');
    const week = nth === undefined ? null : readNumber(expression, nth, { name: 'week', from: 1, to: MOST_WEEKS });
    return readField(expression, last ?? name, WEEKDAY).map((day) => ({
      day: day % 7,
      week: last === undefined ? week : 'last',
    }));
  });
  const unique = new Map(all.map((each) => [`${each.day}#${each.week ?? ''}`, each]));
  return [...unique.values()].sort((a, b) => a.day - b.day || String(a.week ?? '').localeCompare(String(b.week ?? '')));
}

/** The numbers that a field stands for, ascending. */
function readField(expression: string, text: string, field: Field): readonly number[] {
  const numbers = text.split(',').flatMap((item) => readItem(expression, item, field));
  return [...new Set(numbers)].sort((a, b) => a - b);
}

function readItem(expression: string, item: string, field: Field): readonly number[] {
  const [range = '', stepText, ...rest] = item.split('/');
  const step = stepText === undefined ? 1 : Number(stepText);
  if (rest.length > 0 || !Number.isSafeInteger(step) || step < 1) {
    throw wrong(expression, `has \`${item}\` as ${field.name}, whose step is no whole number above 0`);
  }
  const last = field === WEEKDAY ? 6 : field.to;
  const [from, to] = readRange(expression, range, field, stepText !== undefined, last);
  const size = last - field.from + 1;
  // A range that ends before it starts goes on at the field's beginning.
  const length = from <= to ? to - from : to + size - from;
  return Array.from({ length: Math.floor(length / step) + 1 }, (_, index) => {
    const number = from + index * step;
    return from <= to ? number : field.from + ((number - field.from) % size);
  });
}

/** A single number with a step runs to the field's end. */
function readRange(
  expression: string,
  range: string,
  field: Field,
  stepped: boolean,
  last: number,
): readonly [number, number] {
  if (range === '*') return [field.from, last];
  const dash = range.indexOf('-');
  if (dash === -1) {
    const number = readNumber(expression, range, field);
    return [number, stepped ? Math.max(number, last) : number];
  }
  return [readNumber(expression, range.slice(0, dash), field), readNumber(expression, range.slice(dash + 1), field)];
}

function readNumber(expression: string, text: string, field: Field): number {
  const named = field.names?.indexOf(text.toUpperCase()) ?? -1;
  if (named !== -1) return named + field.from;
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= field.from && number <= field.to) return number;
  throw wrong(expression, `has \`${text}\` as ${field.name}, which is not between ${field.from} and ${field.to}`);
}

function wrong(expression: string, reason: string): MeltemiError {
  return new MeltemiError(
    'ConfigInvalid',
    `The interval \`${expression}\` ${reason}.`,
    'Write five cron fields such as `0 5 * * MON`, or a name such as `@daily`.',
  );
}
