/** `repr` of dates, times, timedeltas and time zones. */
import { quoteText } from '../quote';
import type { PyObject } from '../value';
import { clockParts } from './clock-text';
import { DateTime, DateValue } from './date-time';
import { TimeDelta, TimeZone, UTC } from './time-delta';
import { TimeValue } from './time-value';

/** Null for other values. */
export function timeRepr(value: PyObject): string | null {
  if (value instanceof DateValue) return `datetime.date(${dateParts(value)})`;
  if (value instanceof DateTime)
    return `datetime.datetime(${dateParts(value.date)}, ${clockArguments(value.micros)}${foldArgument(value)}${zoneArgument(value)})`;
  if (value instanceof TimeValue)
    return `datetime.time(${clockArguments(value.micros)}${zoneArgument(value)}${foldArgument(value)})`;
  if (value instanceof TimeDelta) return deltaRepr(value);
  return value instanceof TimeZone ? zoneRepr(value) : null;
}

function dateParts(date: DateValue): string {
  const { year, month, day } = date.civil;
  return `${year}, ${month}, ${day}`;
}

/** Seconds only when there are some, or microseconds. */
function clockArguments(micros: number): string {
  const { hour, minute, second, microsecond } = clockParts(micros);
  const parts = [hour, minute];
  if (second !== 0 || microsecond !== 0) parts.push(second);
  if (microsecond !== 0) parts.push(microsecond);
  return parts.join(', ');
}

function foldArgument(value: DateTime | TimeValue): string {
  return value.fold === 0 ? '' : ', fold=1';
}

function zoneArgument(value: DateTime | TimeValue): string {
  return value.zone === null ? '' : `, tzinfo=${zoneRepr(value.zone)}`;
}

function deltaRepr(delta: TimeDelta): string {
  const parts = [
    ['days', delta.days] as const,
    ['seconds', delta.seconds] as const,
    ['microseconds', delta.microseconds] as const,
  ]
    .filter(([, value]) => value !== 0)
    .map(([name, value]) => `${name}=${value}`);
  return `datetime.timedelta(${parts.length === 0 ? '0' : parts.join(', ')})`;
}

function zoneRepr(zone: TimeZone): string {
  if (zone === UTC) return 'datetime.timezone.utc';
  const name = zone.name === null ? '' : `, ${quoteText(zone.name)}`;
  return `datetime.timezone(${deltaRepr(new TimeDelta(BigInt(zone.offsetMicros)))}${name})`;
}
