/** `strptime` in the C locale. */
import { spendWork } from '../limits';
import { PythonError, valueError } from '../python-error';
import { plainDigits } from '../unicode-digits';
import { checkDay, dayNumber, weekdayOf } from './calendar';
import { DateTime } from './date-time';
import { DAYS, MONTHS } from './strftime';
import { TimeZone, UTC } from './time-delta';

const short = (names: readonly string[]): string[] => names.map((name) => name.slice(0, 3));
const oneOf = (names: readonly string[]): string => `(${[...names].sort((a, b) => b.length - a.length).join('|')})`;
/** Any decimal digit of Unicode, as Python's patterns have it. */
const D = '\\p{Nd}';
const WEEK = `(5[0-3]|[0-4]${D}|${D})`;

const CODES: Readonly<Record<string, string>> = {
  d: `(3[0-1]|[1-2]${D}|0[1-9]|[1-9]| [1-9])`,
  f: '([0-9]{1,6})',
  H: `(2[0-3]|[0-1]${D}|${D})`,
  I: '(1[0-2]|0[1-9]|[1-9])',
  G: `(${D}{4})`,
  j: `(36[0-6]|3[0-5]${D}|[1-2]${D}${D}|0[1-9]${D}|00[1-9]|[1-9]${D}|0[1-9]|[1-9])`,
  m: '(1[0-2]|0[1-9]|[1-9])',
  M: `([0-5]${D}|${D})`,
  S: `(6[0-1]|[0-5]${D}|${D})`,
  U: WEEK,
  W: WEEK,
  w: '([0-6])',
  u: '([1-7])',
  V: `(5[0-3]|0[1-9]|[1-4]${D}|${D})`,
  y: `(${D}{2})`,
  Y: `(${D}{4})`,
  z: `([+-]${D}{2}:?[0-5]${D}(?::?[0-5]${D}(?:\\.${D}{1,6})?)?|Z)`,
  Z: '(utc|gmt)',
  p: '(am|pm)',
  b: oneOf(short(MONTHS)),
  B: oneOf(MONTHS),
  a: oneOf(short(DAYS)),
  A: oneOf(DAYS),
};

/** Codes that stand for others. */
const COMPOSED: Readonly<Record<string, string>> = {
  c: '%a %b %d %H:%M:%S %Y',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
};

type Parts = ReadonlyMap<string, string>;

/** Longer than any format that a person writes, in characters. */
const MAX_FORMAT = 200;
/** Units of work for making a pattern of the format. */
const FORMAT_WORK = 5000;

/** Throws `ValueError` when the text does not fit, or the format is none. */
export function strptime(text: string, format: string): DateTime {
  if (format.length > MAX_FORMAT)
    throw valueError(`The format of \`strptime\` is longer than ${MAX_FORMAT} characters.`);
  spendWork(text.length + FORMAT_WORK);
  const codes: string[] = [];
  const pattern = patternOf(format, codes);
  const match = new RegExp(`^${pattern}`, 'iu').exec(text);
  if (match?.[0].length !== text.length) throw valueError('The text does not fit the format of `strptime`.');
  return assemble(new Map(codes.map((code, i) => [code, plainDigits(match[i + 1] ?? '')])));
}

function patternOf(format: string, codes: string[]): string {
  return format.replace(/%([\s\S]?)|\s+|[\\^$.*+?()[\]{}|/]/g, (whole: string, code?: string) => {
    if (code === undefined) return /^\s/.test(whole) ? '\\s+' : `\\${whole}`;
    if (code === '%') return '%';
    if (Object.hasOwn(COMPOSED, code)) return patternOf(COMPOSED[code] ?? '', codes);
    const form = Object.hasOwn(CODES, code) ? CODES[code] : undefined;
    if (form === undefined) throw valueError(`\`${whole}\` is no part of a format of \`strptime\`.`);
    // Python refuses it, too; here it also bounds how often the pattern can go back.
    if (codes.includes(code)) throw valueError(`\`${whole}\` stands twice in the format of \`strptime\`.`);
    codes.push(code);
    return form;
  });
}

function assemble(parts: Parts): DateTime {
  const days = daysOf(parts);
  const number = (code: string): number => Number(parts.get(code) ?? 0);
  const hour = parts.has('I') ? (number('I') % 12) + (parts.get('p')?.toLowerCase() === 'pm' ? 12 : 0) : number('H');
  if (number('S') > 59) throw valueError('A time has a second that does not exist.');
  const micros = Number((parts.get('f') ?? '').padEnd(6, '0'));
  const zone = parts.get('z');
  const time = ((hour * 60 + number('M')) * 60 + number('S')) * 1_000_000 + micros;
  return new DateTime(days, time, zone === undefined ? null : zoneOf(zone, parts.get('Z') ?? null));
}

/** Of year, month and day; of the day of the year; or of a week and its day. */
function daysOf(parts: Parts): number {
  refuseMixedWeeks(parts);
  const year = yearOf(parts) ?? 1900;
  const month = monthOf(parts);
  const day = Number(parts.get('d') ?? 1);
  const weekday = weekdayIn(parts);
  if (parts.has('j')) return checkedDay(dayNumber(year, 1, 1) + Number(parts.get('j')) - 1);
  const week = parts.get('W') ?? parts.get('U');
  if (week !== undefined && weekday !== null) return weekOfYear(year, Number(week), weekday, !parts.has('W'));
  const isoYear = parts.get('G');
  if (isoYear !== undefined) return weekOfIsoYear(Number(isoYear), Number(parts.get('V')), weekday ?? 0);
  return dayNumber(year, month, day);
}

function refuseMixedWeeks(parts: Parts): void {
  const hasWeekday = weekdayIn(parts) !== null;
  if (parts.has('G') && (parts.has('j') || !parts.has('V') || !hasWeekday))
    throw valueError('`%G` of `strptime` needs `%V` and a day of the week, and no `%j`.');
  if (!parts.has('G') && parts.has('V')) throw valueError('`%V` of `strptime` needs `%G` and a day of the week.');
}

/** Two digits: 69 to 99 are of the 20th century, as POSIX says. Null when there is no year. */
function yearOf(parts: Parts): number | null {
  const full = parts.get('Y');
  if (full !== undefined) return Number(full);
  const two = parts.get('y');
  if (two === undefined) return null;
  return Number(two) + (Number(two) < 69 ? 2000 : 1900);
}

function monthOf(parts: Parts): number {
  const name = parts.get('B') ?? parts.get('b');
  if (name === undefined) return Number(parts.get('m') ?? '1');
  return MONTHS.findIndex((month) => month.toLowerCase().startsWith(name.toLowerCase())) + 1;
}

/** 0 is Monday; null when no part tells. */
function weekdayIn(parts: Parts): number | null {
  const name = parts.get('A') ?? parts.get('a');
  if (name !== undefined) return DAYS.findIndex((day) => day.toLowerCase().startsWith(name.toLowerCase()));
  const iso = parts.get('u');
  if (iso !== undefined) return Number(iso) - 1;
  const fromSunday = parts.get('w');
  return fromSunday === undefined ? null : (Number(fromSunday) + 6) % 7;
}

/** A week that the year does not have is one of the next year. */
function weekOfIsoYear(year: number, week: number, weekday: number): number {
  const fourth = dayNumber(year, 1, 4);
  return checkedDay(fourth - weekdayOf(fourth) + (week - 1) * 7 + weekday);
}

/** Week 1 begins with the year's first Monday (or Sunday); days before it are of week 0. */
function weekOfYear(year: number, week: number, weekday: number, fromSunday: boolean): number {
  const first = dayNumber(year, 1, 1);
  const shift = fromSunday ? 1 : 0;
  const begins = (weekdayOf(first) + shift) % 7;
  const within = (weekday + shift) % 7;
  if (week === 0) return checkedDay(first + within - begins);
  return checkedDay(first + ((7 - begins) % 7) + 7 * (week - 1) + within);
}

function checkedDay(days: number): number {
  try {
    return checkDay(days);
  } catch (error) {
    if (error instanceof PythonError) throw valueError('A date is outside of years 1 to 9999.');
    throw error;
  }
}

/** `Z`, `+0530`, `-05:30:15.5`. Throws `ValueError` for colons in some places only. */
function zoneOf(text: string, name: string | null): TimeZone {
  const match = /^([+-])(\d\d)(:?)(\d\d)(?:(:?)(\d\d)(?:\.(\d+))?)?$/.exec(text);
  if (!match) return name === null ? UTC : new TimeZone(0, name);
  const [, sign, hours, colon, minutes, second = colon, seconds = '0', fraction = ''] = match;
  if (colon !== second) throw valueError('The offset of a time zone has colons in some places only.');
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  const micros = whole * 1_000_000 + Number(fraction.padEnd(6, '0'));
  if (whole >= 86_400) throw valueError('A time zone must be less than a day away.');
  if (micros === 0 && name === null) return UTC;
  return new TimeZone(sign === '-' ? 0 - micros : micros, name);
}
