/** `fromisoformat` of Python 3.11: most of ISO 8601, basic and extended, week dates, `Z`, any separator. */
import { valueError } from '../python-error';
import { dayNumber, weekdayOf } from './calendar';
import { DateTime, DateValue } from './date-time';
import { TimeZone, UTC } from './time-delta';

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
  const number = Number(week[3]);
  const day = Number(week[4] ?? '1');
  if (number < 1 || number > 53 || day < 1 || day > 7) throw valueError('The text is not a date in ISO 8601 form.');
  const fourth = dayNumber(Number(week[1]), 1, 4);
  return new DateValue(fourth - weekdayOf(fourth) + (number - 1) * 7 + day - 1);
}

/** Throws `ValueError`. */
export function parseIsoDateTime(text: string): DateTime {
  const split = dateLength(text);
  const { days } = parseIsoDate(text.slice(0, split));
  if (text.length <= split) return new DateTime(days, 0, null);
  const clock = text.slice(split + 1);
  const zoneAt = clock.search(/[Z+-]/);
  const zone = zoneAt < 0 ? null : parseZone(clock.slice(zoneAt));
  return new DateTime(days, clockMicros(zoneAt < 0 ? clock : clock.slice(0, zoneAt), 24), zone);
}

/** How many characters of the text are the date: the longest form that fits. */
function dateLength(text: string): number {
  for (const form of [/^\d{4}-W\d\d-\d/, /^\d{4}W\d{3}/, /^\d{4}-W\d\d/, /^\d{4}W\d\d/, /^\d{4}-\d\d-\d\d/, /^\d{8}/]) {
    const match = form.exec(text);
    if (match) return match[0].length;
  }
  throw valueError('The text is not a date and time in ISO 8601 form.');
}

function parseZone(text: string): TimeZone {
  if (text === 'Z') return UTC;
  const offset = clockMicros(text.slice(1), 24) / 1_000_000;
  if (offset === 0) return UTC;
  return new TimeZone(text.startsWith('-') ? -offset : offset);
}

function clockMicros(text: string, hours: number): number {
  const match = CLOCK.exec(text);
  if (!match) throw valueError('The text is not a time in ISO 8601 form.');
  const [, hour, , minute = '0', second = '0', fraction = ''] = match;
  if (Number(hour) >= hours || Number(minute) > 59 || Number(second) > 59) {
    throw valueError('A time has an hour, minute or second that does not exist.');
  }
  const micros = Number(fraction.slice(0, MICROS_DIGITS).padEnd(MICROS_DIGITS, '0'));
  return (Number(hour) * 3600 + Number(minute) * 60 + Number(second)) * 1_000_000 + micros;
}
