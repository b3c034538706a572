/** Values that PostgreSQL prints as texts of their own kind, as Singer taps in Python write them. */
import type { JsonValue } from '../../../model/json';

const MICROS_PER_SECOND = 1_000_000;
const DAY_SECONDS = 86_400;
/** As psycopg counts them. */
const MONTH_DAYS = 30;
const YEAR_DAYS = 365;

const UNIT_DAYS: Readonly<Record<string, number>> = {
  year: YEAR_DAYS,
  years: YEAR_DAYS,
  mon: MONTH_DAYS,
  mons: MONTH_DAYS,
  day: 1,
  days: 1,
};

/**
 * An interval (IntervalStyle `postgres`) as the Singer SDK has it: 1970-01-01 plus the interval, a month of 30 and a year of 365 days.
 * Null beyond the years 1 to 9999.
 */
export function intervalTime(text: string): string | null {
  let days = 0;
  for (const [, count = '0', unit = ''] of text.matchAll(/([+-]?\d+) ([a-z]+)/g))
    days += Number(count) * (UNIT_DAYS[unit] ?? 0);
  const clock = /(-?)(\d+):(\d\d):(\d\d)(?:\.(\d{1,6}))?$/.exec(text);
  const [, sign = '', hours = '0', minutes = '0', seconds = '0', fraction = ''] = clock ?? [];
  const ofClock =
    (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * MICROS_PER_SECOND +
    Number(fraction.padEnd(6, '0'));
  const micros = BigInt(days) * BigInt(DAY_SECONDS * MICROS_PER_SECOND) + BigInt(sign === '-' ? -ofClock : ofClock);
  const perSecond = BigInt(MICROS_PER_SECOND);
  const rest = ((micros % perSecond) + perSecond) % perSecond;
  const time = new Date(Number((micros - rest) / perSecond) * 1000);
  const year = time.getTime();
  if (Number.isNaN(year) || time.getUTCFullYear() < 1 || time.getUTCFullYear() > 9999) return null;
  const shown = rest === 0n ? '' : `.${String(rest).padStart(6, '0')}`;
  return `${time.toISOString().slice(0, 19)}${shown}+00:00`;
}

const HSTORE_PAIR = /"((?:[^"\\]|\\.)*)"=>(?:NULL|"((?:[^"\\]|\\.)*)")/gs;

/** `"a"=>"1", "b"=>NULL` → `{a: '1', b: null}`. */
export function hstoreObject(text: string): JsonValue {
  const pairs = [...text.matchAll(HSTORE_PAIR)].map(([, key = '', value]) => [
    unescaped(key),
    value === undefined ? null : unescaped(value),
  ]);
  return Object.fromEntries(pairs) as JsonValue;
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/gs, '$1');
}

/** `12:34:56.5+02` → `10:34:56.500000`: the time of day in UTC, its offset dropped. */
export function utcTime(text: string): string {
  const match = /^(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?([+-])(\d\d)(?::(\d\d))?(?::\d\d)?$/.exec(text);
  if (match === null) return text;
  const [, hour, minute, second, fraction, sign, offsetHour, offsetMinute = '0'] = match;
  const offset = (Number(offsetHour) * 60 + Number(offsetMinute)) * (sign === '-' ? -1 : 1);
  const dayMinutes = DAY_SECONDS / 60;
  const minutes = (((Number(hour) * 60 + Number(minute) - offset) % dayMinutes) + dayMinutes) % dayMinutes;
  const shown = fraction === undefined ? '' : `.${fraction.padEnd(6, '0')}`;
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:${second ?? '00'}${shown}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
