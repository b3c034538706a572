/** `strftime` in the C locale, for dates and datetimes. */
import { checkText } from '../limits';
import { unsupported } from '../python-error';
import { dayOfYear, isoWeekOf, pad, weekdayOf } from './calendar';
import { DateTime, type DateValue } from './date-time';
import { offsetText } from './time-delta';

export const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
export const MONTHS = [
  'January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December',
]; // prettier-ignore

type Show = (day: DateValue, time: DateTime) => string;

/** Day of the week with Sunday as 0. */
const sundayBased = (days: number): number => (weekdayOf(days) + 1) % 7;

const CODES: Readonly<Record<string, Show>> = {
  a: (d) => (DAYS[weekdayOf(d.days)] ?? '').slice(0, 3),
  A: (d) => DAYS[weekdayOf(d.days)] ?? '',
  b: (d) => (MONTHS[d.civil.month - 1] ?? '').slice(0, 3),
  B: (d) => MONTHS[d.civil.month - 1] ?? '',
  h: (d) => (MONTHS[d.civil.month - 1] ?? '').slice(0, 3),
  c: (d, t) => formatTime('%a %b %e %H:%M:%S %Y', d, t),
  C: (d) => pad(Math.floor(d.civil.year / 100), 2),
  d: (d) => pad(d.civil.day, 2),
  D: (d, t) => formatTime('%m/%d/%y', d, t),
  e: (d) => String(d.civil.day).padStart(2, ' '),
  f: (_, t) => pad(t.microsecond, 6),
  F: (d, t) => formatTime('%Y-%m-%d', d, t),
  G: (d) => String(isoWeekOf(d.days).year),
  H: (_, t) => pad(t.hour, 2),
  I: (_, t) => pad(t.hour % 12 || 12, 2),
  j: (d) => pad(dayOfYear(d.days), 3),
  m: (d) => pad(d.civil.month, 2),
  M: (_, t) => pad(t.minute, 2),
  n: () => '\n',
  p: (_, t) => (t.hour < 12 ? 'AM' : 'PM'),
  R: (d, t) => formatTime('%H:%M', d, t),
  S: (_, t) => pad(t.second, 2),
  t: () => '\t',
  T: (d, t) => formatTime('%H:%M:%S', d, t),
  u: (d) => String(weekdayOf(d.days) + 1),
  U: (d) => pad(Math.floor((dayOfYear(d.days) + 6 - sundayBased(d.days)) / 7), 2),
  V: (d) => pad(isoWeekOf(d.days).week, 2),
  w: (d) => String(sundayBased(d.days)),
  W: (d) => pad(Math.floor((dayOfYear(d.days) + 6 - weekdayOf(d.days)) / 7), 2),
  x: (d, t) => formatTime('%m/%d/%y', d, t),
  X: (d, t) => formatTime('%H:%M:%S', d, t),
  y: (d) => pad(d.civil.year % 100, 2),
  Y: (d) => String(d.civil.year),
  z: (_, t) => (t.zone === null ? '' : offsetText(t.zone.offset, '')),
  Z: (_, t) => (t.zone === null ? '' : t.zone.toString()),
  '%': () => '%',
};

/** The text of `format` for a date or datetime; a date's time is midnight. */
export function strftime(value: DateValue | DateTime, format: string): string {
  const time = value instanceof DateTime ? value : new DateTime(value.days, 0, null);
  checkText(format.length * 8);
  return formatTime(format, time.date, time);
}

function formatTime(format: string, day: DateValue, time: DateTime): string {
  return format.replace(/%(.)/gs, (whole: string, code: string) => {
    const show = Object.hasOwn(CODES, code) ? CODES[code] : undefined;
    if (!show) throw unsupported(`\`${whole}\` in \`strftime\``);
    return show(day, time);
  });
}
