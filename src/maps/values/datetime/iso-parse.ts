/** `fromisoformat` of Python 3.11: most of ISO 8601, basic and extended, week dates, `Z`, any separator. */
import { valueError } from '../python-error';
import { dayNumber, weekDay } from './calendar';
import { DateTime, DateValue } from './date-time';
import { TimeZone, UTC } from './time-delta';
import { TimeValue } from './time-value';

const CALENDAR = /^(\d{4})(-?)(\d\d)\2(\d\d)$/;
const WEEK = /^(\d{4})(-?)W(\d\d)(?:\2(\d))?$/;
const CLOCK = /^(\d\d)(?:(:?)(\d\d)(?:\2(\d\d)(?:[.,](\d+))?)?)?$/;
const MICROS_DIGITS = 6;

/** Throws `ValueError`. */
export function parseIsoDate(text: string): DateValue {
  const match = CALENDAR.exec(text);
  if (match) return new DateValue(dayNumber(Number(match[1]), Number(match[3]), Number(match[4])));
  const week = WEEK.exec(text);
  if (!week) throw valueError('The text is not a date in ISO 8601 form.');
  return new DateValue(weekDay(Number(week[1]), Number(week[3]), Number(week[4] ?? '1')));
}

/** Throws `ValueError`. */
export function parseIsoDateTime(text: string): DateTime {
  const split = dateLength(text);
  const { days } = parseIsoDate(text.slice(0, split));
  if (text.length <= split) return new DateTime(days, 0, null);
  // The separator may be any one character.
  const separator = String.fromCodePoint(text.codePointAt(split) ?? 0);
  const { micros, zone } = parseClock(text.slice(split + separator.length));
  return new DateTime(days, micros, zone);
}

/** `T` may stand in front. Throws `ValueError`. */
export function parseIsoTime(text: string): TimeValue {
  const { micros, zone } = parseClock(text.replace(/^T/, ''));
  return new TimeValue(micros, zone);
}

/** How many characters of the text are the date: the longest form that fits. */
function dateLength(text: string): number {
  for (const form of [/^\d{4}-W\d\d-\d/, /^\d{4}W\d{3}/, /^\d{4}-W\d\d/, /^\d{4}W\d\d/, /^\d{4}-\d\d-\d\d/, /^\d{8}/]) {
    const match = form.exec(text);
    if (match) return match[0].length;
  }
  throw valueError('The text is not a date and time in ISO 8601 form.');
}

function parseClock(text: string): { readonly micros: number; readonly zone: TimeZone | null } {
  const zoneAt = text.search(/[Z+-]/);
  const zone = zoneAt < 0 ? null : parseZone(text.slice(zoneAt));
  return { micros: clockMicros(zoneAt < 0 ? text : text.slice(0, zoneAt)), zone };
}

function parseZone(text: string): TimeZone {
  if (text === 'Z') return UTC;
  const offset = clockMicros(text.slice(1));
  if (offset === 0) return UTC;
  return new TimeZone(text.startsWith('-') ? 0 - offset : offset);
}

function clockMicros(text: string): number {
  const match = CLOCK.exec(text);
  if (!match) throw valueError('The text is not a time in ISO 8601 form.');
  const [, hour, , minute = '0', second = '0', fraction = ''] = match;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) {
    throw valueError('A time has an hour, minute or second that does not exist.');
  }
  const micros = Number(fraction.slice(0, MICROS_DIGITS).padEnd(MICROS_DIGITS, '0'));
  return (Number(hour) * 3600 + Number(minute) * 60 + Number(second)) * 1_000_000 + micros;
}
