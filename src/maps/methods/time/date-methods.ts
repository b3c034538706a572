/** Methods and attributes of dates. */
import { bindArguments, type Keywords } from '../../values/callable';
import { dayNumber, dayOfYear, isoWeekOf, weekdayOf } from '../../values/datetime/calendar';
import { clockParts } from '../../values/datetime/clock-text';
import { DateTime, DateValue } from '../../values/datetime/date-time';
import { wholeOf } from '../../values/datetime/parts';
import { strftime } from '../../values/datetime/strftime';
import { NamedTuple } from '../../values/named-tuple';
import type { Value } from '../../values/value';
import { binds, needText, plain, type Method, type Methods, type Properties } from '../method';

export const DATE_PROPERTIES: Properties<DateValue> = new Map([
  ['year', (self: DateValue) => self.civil.year],
  ['month', (self: DateValue) => self.civil.month],
  ['day', (self: DateValue) => self.civil.day],
]);

/** What dates and datetimes share. */
export const DAY_METHODS: readonly (readonly [string, (self: { readonly days: number }) => Value])[] = [
  ['weekday', ({ days }) => weekdayOf(days)],
  ['isoweekday', ({ days }) => weekdayOf(days) + 1],
  ['isocalendar', ({ days }) => isoCalendar(days)],
  ['toordinal', ({ days }) => days + ORDINAL_OF_1970],
];

/** Python counts days from 0001-01-01, which is 1. */
const ORDINAL_OF_1970 = 719_163;

const CTIME = '%a %b %e %H:%M:%S ';

export const DATE_METHODS: Methods<DateValue> = new Map<string, Method<DateValue>>([
  ...DAY_METHODS.map(([name, call]): [string, Method<DateValue>] => [name, plain(call)]),
  ['isoformat', plain((self) => self.isoformat())],
  ['strftime', binds(strftimeMethod)],
  ['ctime', plain((self) => ctime(new DateTime(self.days, 0, null)))],
  ['timetuple', plain((self) => timeTuple(self.days, 0, -1))],
  [
    'replace',
    binds((self, args, keywords) =>
      replaceDate(self, bindArguments('`replace`', ['year', 'month', 'day'], args, keywords)),
    ),
  ],
]);

export function strftimeMethod(
  self: Parameters<typeof strftime>[0],
  args: readonly Value[],
  keywords: Keywords,
): string {
  const [format] = bindArguments('`strftime`', ['format'], args, keywords);
  return strftime(self, needText(format, '`strftime`'));
}

/** The year has four digits here. */
export function ctime(value: DateTime): string {
  return strftime(value, CTIME) + String(value.date.civil.year).padStart(4, '0');
}

/** `daylight`: -1 for "not known". */
export function timeTuple(days: number, micros: number, daylight: -1 | 0): NamedTuple {
  const { year, month, day } = new DateValue(days).civil;
  const { hour, minute, second } = clockParts(micros);
  const names = ['year', 'mon', 'mday', 'hour', 'min', 'sec', 'wday', 'yday', 'isdst'].map((name) => `tm_${name}`);
  return new NamedTuple('struct_time', 'time.struct_time', names, [
    year, month, day, hour, minute, second, weekdayOf(days), dayOfYear(days), daylight,
  ]); // prettier-ignore
}

/** A part that is not given stays. */
export function replaceDate(self: DateValue, [year, month, day]: readonly (Value | undefined)[]): DateValue {
  const old = self.civil;
  const part = (value: Value | undefined, kept: number): number => (value === undefined ? kept : wholeOf(value));
  return new DateValue(dayNumber(part(year, old.year), part(month, old.month), part(day, old.day)));
}

function isoCalendar(days: number): NamedTuple {
  const { year, week } = isoWeekOf(days);
  const names = ['year', 'week', 'weekday'];
  return new NamedTuple('IsoCalendarDate', 'datetime.IsoCalendarDate', names, [year, week, weekdayOf(days) + 1]);
}
