/** Methods and attributes of dates, datetimes and timedeltas. */
import { bindArguments } from '../values/callable';
import { dayNumber, isoWeekOf, weekdayOf } from '../values/datetime/calendar';
import { DateTime, DateValue } from '../values/datetime/date-time';
import { strftime } from '../values/datetime/strftime';
import { type TimeDelta, TimeZone } from '../values/datetime/time-delta';
import { typeError, unsupported, valueError } from '../values/python-error';
import { Float, isInt, Tuple, typeName, type Value } from '../values/value';
import { needText, type Method, type Methods } from './method';

type Properties<T> = ReadonlyMap<string, (self: T) => Value>;

export const DATE_PROPERTIES: Properties<DateValue> = new Map([
  ['year', (self: DateValue) => self.civil.year],
  ['month', (self: DateValue) => self.civil.month],
  ['day', (self: DateValue) => self.civil.day],
]);

export const DATE_TIME_PROPERTIES: Properties<DateTime> = new Map<string, (self: DateTime) => Value>([
  ['year', (self) => self.date.civil.year],
  ['month', (self) => self.date.civil.month],
  ['day', (self) => self.date.civil.day],
  ['hour', (self) => self.hour],
  ['minute', (self) => self.minute],
  ['second', (self) => self.second],
  ['microsecond', (self) => self.microsecond],
  ['tzinfo', (self) => self.zone],
]);

export const DELTA_PROPERTIES: Properties<TimeDelta> = new Map<string, (self: TimeDelta) => Value>([
  ['days', (self) => self.days],
  ['seconds', (self) => self.seconds],
  ['microseconds', (self) => self.microseconds],
]);

export const DELTA_METHODS: Methods<TimeDelta> = new Map<string, Method<TimeDelta>>([
  ['total_seconds', (self) => new Float(self.totalSeconds())],
]);

export const DATE_METHODS: Methods<DateValue> = new Map<string, Method<DateValue>>([
  ['isoformat', (self) => self.isoformat()],
  ['strftime', (self, args) => strftime(self, needText(args[0], '`strftime`'))],
  ['weekday', (self) => weekdayOf(self.days)],
  ['isoweekday', (self) => weekdayOf(self.days) + 1],
  ['isocalendar', (self) => isoCalendar(self.days)],
  ['toordinal', (self) => self.days + ORDINAL_OF_1970],
  [
    'replace',
    (self, args, keywords) => replaceDate(self, bindArguments('`replace`', ['year', 'month', 'day'], args, keywords)),
  ],
]);

/** Python counts days from 0001-01-01, which is 1. */
const ORDINAL_OF_1970 = 719_163;

export const DATE_TIME_METHODS: Methods<DateTime> = new Map<string, Method<DateTime>>([
  [
    'isoformat',
    (self, args, keywords) => isoformat(self, bindArguments('`isoformat`', ['sep', 'timespec'], args, keywords)),
  ],
  ['strftime', (self, args) => strftime(self, needText(args[0], '`strftime`'))],
  ['date', (self) => self.date],
  ['timestamp', (self) => new Float(timestamp(self))],
  ['weekday', (self) => weekdayOf(self.days)],
  ['isoweekday', (self) => weekdayOf(self.days) + 1],
  ['isocalendar', (self) => isoCalendar(self.days)],
  ['toordinal', (self) => self.days + ORDINAL_OF_1970],
  ['astimezone', (self, args) => toZone(self, args[0])],
  ['replace', replaceDateTime],
]);

function isoformat(self: DateTime, [separator, timespec]: readonly (Value | undefined)[]): string {
  if (timespec !== undefined && timespec !== 'auto') throw unsupported('`timespec` of `isoformat`');
  return self.isoformat(separator === undefined ? 'T' : needText(separator, '`isoformat`'));
}

function timestamp(self: DateTime): number {
  if (self.zone === null) throw unsupported('`timestamp` of a datetime without a time zone');
  return Number(self.instant) / 1_000_000;
}

function toZone(self: DateTime, zone: Value | undefined): DateTime {
  if (!(zone instanceof TimeZone) || self.zone === null) {
    throw unsupported('`astimezone` without a time zone on both sides');
  }
  return new DateTime(self.days, self.micros, zone).plus(BigInt(zone.offset - self.zone.offset) * 1_000_000n);
}

function isoCalendar(days: number): Tuple {
  const { year, week } = isoWeekOf(days);
  return new Tuple([year, week, weekdayOf(days) + 1]);
}

function replaceDate(self: DateValue, [year, month, day]: readonly (Value | undefined)[]): DateValue {
  const old = self.civil;
  return new DateValue(dayNumber(part(year, old.year), part(month, old.month), part(day, old.day)));
}

function replaceDateTime(self: DateTime, args: readonly Value[], keywords: ReadonlyMap<string, Value>): DateTime {
  const names = ['year', 'month', 'day', 'hour', 'minute', 'second', 'microsecond', 'tzinfo'];
  const [year, month, day, hour, minute, second, micro, zone] = bindArguments('`replace`', names, args, keywords);
  const clock = [
    part(hour, self.hour),
    part(minute, self.minute),
    part(second, self.second),
    part(micro, self.microsecond),
  ];
  const [h = 0, m = 0, s = 0, u = 0] = clock;
  if (h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 59 || u < 0 || u > 999_999) {
    throw valueError('A time has a part that does not exist.');
  }
  if (zone !== undefined && zone !== null && !(zone instanceof TimeZone)) {
    throw typeError(`A time zone is needed, not \`${typeName(zone)}\`.`);
  }
  const { days } = replaceDate(self.date, [year, month, day]);
  return new DateTime(days, ((h * 60 + m) * 60 + s) * 1_000_000 + u, zone === undefined ? self.zone : zone);
}

function part(value: Value | undefined, old: number): number {
  if (value === undefined) return old;
  if (isInt(value)) return Number(value);
  throw typeError(`A part of a date or time must be an integer, not \`${typeName(value)}\`.`);
}
