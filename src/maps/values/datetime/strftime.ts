/** `strftime` in the C locale, for dates, datetimes and times, as the GNU C library does it. */
import { checkText, spendWork } from '../limits';
import { dayOfYear, isoWeekOf, pad, weekdayOf } from './calendar';
import { DateTime, DateValue } from './date-time';
import { localOffsetOf } from './local-time';
import { offsetText } from './time-delta';
import type { TimeValue } from './time-value';

export const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
export const MONTHS = [
  'January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December',
]; // prettier-ignore

/** 1900-01-01, the date of a time that has none. */
const DAY_OF_TIMES = -25_567;

/** A number with the width and character that it is padded to unless flags say otherwise; or a text. */
type Shown = string | { readonly value: number; readonly width: number; readonly fill: '0' | ' ' };
type Show = (time: DateTime) => Shown;

const digits = (value: number, width: number, fill: '0' | ' ' = '0'): Shown => ({ value, width, fill });
/** Day of the week with Sunday as 0. */
const sundayBased = (days: number): number => (weekdayOf(days) + 1) % 7;
const week = (days: number, weekday: number): number => Math.floor((dayOfYear(days) + 6 - weekday) / 7);

const CODES: Readonly<Record<string, Show>> = {
  a: (t) => dayName(t).slice(0, 3),
  A: (t) => dayName(t),
  b: (t) => monthName(t).slice(0, 3),
  B: (t) => monthName(t),
  h: (t) => monthName(t).slice(0, 3),
  c: (t) => formatTime('%a %b %e %H:%M:%S %Y', t),
  C: (t) => digits(Math.floor(t.date.civil.year / 100), 2),
  d: (t) => digits(t.date.civil.day, 2),
  D: (t) => formatTime('%m/%d/%y', t),
  e: (t) => digits(t.date.civil.day, 2, ' '),
  F: (t) => formatTime('%Y-%m-%d', t),
  g: (t) => digits(isoWeekOf(t.days).year % 100, 2),
  G: (t) => digits(isoWeekOf(t.days).year, 1),
  H: (t) => digits(t.clock.hour, 2),
  I: (t) => digits(t.clock.hour % 12 || 12, 2),
  j: (t) => digits(dayOfYear(t.days), 3),
  k: (t) => digits(t.clock.hour, 2, ' '),
  l: (t) => digits(t.clock.hour % 12 || 12, 2, ' '),
  m: (t) => digits(t.date.civil.month, 2),
  M: (t) => digits(t.clock.minute, 2),
  n: () => '\n',
  p: (t) => (t.clock.hour < 12 ? 'AM' : 'PM'),
  P: (t) => (t.clock.hour < 12 ? 'am' : 'pm'),
  r: (t) => formatTime('%I:%M:%S %p', t),
  R: (t) => formatTime('%H:%M', t),
  s: (t) => digits(epochOf(t), 1),
  S: (t) => digits(t.clock.second, 2),
  t: () => '\t',
  T: (t) => formatTime('%H:%M:%S', t),
  u: (t) => digits(weekdayOf(t.days) + 1, 1),
  U: (t) => digits(week(t.days, sundayBased(t.days)), 2),
  V: (t) => digits(isoWeekOf(t.days).week, 2),
  w: (t) => digits(sundayBased(t.days), 1),
  W: (t) => digits(week(t.days, weekdayOf(t.days)), 2),
  x: (t) => formatTime('%m/%d/%y', t),
  X: (t) => formatTime('%H:%M:%S', t),
  y: (t) => digits(t.date.civil.year % 100, 2),
  Y: (t) => digits(t.date.civil.year, 1),
  '%': () => '%',
};

/** Letters that `#` turns into lower case; others it turns into upper case. */
const LOWERED: ReadonlySet<string> = new Set(['p', 'Z']);

/** Units of work for a code such as `%Y`, per character. */
const CODE_WORK = 200;

/** The text of `format`; a date's time is midnight, a time's date 1900-01-01. */
export function strftime(value: DateValue | DateTime | TimeValue, format: string): string {
  const time =
    value instanceof DateTime
      ? value
      : value instanceof DateValue
        ? new DateTime(value.days, 0, null)
        : new DateTime(DAY_OF_TIMES, value.micros, value.zone);
  checkText(format.length * 8);
  spendWork(format.length * CODE_WORK);
  // Python itself replaces these three, and only without flags.
  const rest = format.replace(/%([\s\S])/g, (whole: string, code: string) => {
    if (code === 'f') return pad(time.clock.microsecond, 6);
    if (code === 'z') return time.zone === null ? '' : offsetText(time.zone.offsetMicros, '');
    if (code === 'Z') return time.zone === null ? '' : time.zone.toString().replaceAll('%', '%%');
    return whole;
  });
  return formatTime(rest, time);
}

function formatTime(format: string, time: DateTime): string {
  return format.replace(
    /%([-_0^#]*)(\d*)[EO]?([\s\S])/g,
    (whole: string, flags: string, width: string, code: string) => {
      const show = Object.hasOwn(CODES, code) ? CODES[code] : undefined;
      if (!show) return whole;
      checkText(Number(width));
      return decorated(show(time), flags, width === '' ? null : Number(width), code);
    },
  );
}

function decorated(shown: Shown, flags: string, width: number | null, code: string): string {
  const flag = /[-_0](?=[^-_0]*$)/.exec(flags)?.[0];
  if (typeof shown !== 'string') {
    if (flag === '-' && width === null) return String(shown.value);
    const fill = flag === '_' ? ' ' : flag === '0' ? '0' : shown.fill;
    return String(shown.value).padStart(flag === '-' ? 0 : (width ?? shown.width), fill);
  }
  const text = flags.includes('^') ? shown.toUpperCase() : flags.includes('#') ? changedCase(shown, code) : shown;
  return flag === '-' ? text : text.padStart(width ?? 0, flag === '0' ? '0' : ' ');
}

function changedCase(text: string, code: string): string {
  return LOWERED.has(code) ? text.toLowerCase() : text.toUpperCase();
}

function dayName(time: DateTime): string {
  return DAYS[weekdayOf(time.days)] ?? '';
}

function monthName(time: DateTime): string {
  return MONTHS[time.date.civil.month - 1] ?? '';
}

/** Whole seconds since 1970-01-01 UTC of the wall clock, taken as local time whatever the zone. */
function epochOf(time: DateTime): number {
  // A second time of that name is nothing that this asks about.
  const wall = new DateTime(time.days, time.micros, null, 1);
  return time.days * 86_400 + Math.floor(time.micros / 1_000_000) - localOffsetOf(wall) / 1_000_000;
}
