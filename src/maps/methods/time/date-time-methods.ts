/** Methods and attributes of datetimes. */
import { bindArguments, type Keywords } from '../../values/callable';
import { timeSpec } from '../../values/datetime/clock-text';
import { DateTime } from '../../values/datetime/date-time';
import { localOffsetAt, localOffsetOf, localZone } from '../../values/datetime/local-time';
import { clockOf, foldOf, zoneOf } from '../../values/datetime/parts';
import { TimeDelta, TimeZone } from '../../values/datetime/time-delta';
import { TimeValue } from '../../values/datetime/time-value';
import { divideInts } from '../../values/float-arithmetic';
import { typeError } from '../../values/python-error';
import { Float, toInt, type Value } from '../../values/value';
import { binds, needText, plain, type Method, type Methods, type Properties } from '../method';
import { ctime, DAY_METHODS, replaceDate, strftimeMethod, timeTuple } from './date-methods';

export const DATE_TIME_PROPERTIES: Properties<DateTime> = new Map<string, (self: DateTime) => Value>([
  ['year', (self) => self.date.civil.year],
  ['month', (self) => self.date.civil.month],
  ['day', (self) => self.date.civil.day],
  ['hour', (self) => self.clock.hour],
  ['minute', (self) => self.clock.minute],
  ['second', (self) => self.clock.second],
  ['microsecond', (self) => self.clock.microsecond],
  ['tzinfo', (self) => self.zone],
  ['fold', (self) => self.fold],
]);

/** What datetimes and times share about their zones. */
export const ZONE_METHODS: readonly (readonly [string, (self: { readonly zone: TimeZone | null }) => Value])[] = [
  ['utcoffset', ({ zone }) => (zone === null ? null : new TimeDelta(BigInt(zone.offsetMicros)))],
  ['tzname', ({ zone }) => (zone === null ? null : zone.toString())],
  ['dst', () => null],
];

export const DATE_TIME_METHODS: Methods<DateTime> = new Map<string, Method<DateTime>>([
  ...DAY_METHODS.map(([name, call]): [string, Method<DateTime>] => [name, plain(call)]),
  ...ZONE_METHODS.map(([name, call]): [string, Method<DateTime>] => [name, plain(call)]),
  ['isoformat', binds(isoformat)],
  ['strftime', binds(strftimeMethod)],
  ['ctime', plain(ctime)],
  ['date', plain((self) => self.date)],
  ['time', plain((self) => new TimeValue(self.micros, null, self.fold))],
  ['timetz', plain((self) => new TimeValue(self.micros, self.zone, self.fold))],
  ['timetuple', plain((self) => timeTuple(self.days, self.micros, -1))],
  ['utctimetuple', plain(utcTuple)],
  ['timestamp', plain((self) => new Float(timestamp(self)))],
  ['astimezone', binds(toZone)],
  ['replace', binds(replace)],
]);

function isoformat(self: DateTime, args: readonly Value[], keywords: Keywords): string {
  const [separator = 'T', spec = 'auto'] = bindArguments('`isoformat`', ['sep', 'timespec'], args, keywords);
  const by = needText(separator, '`isoformat`');
  if (Array.from(by).length !== 1) throw typeError('`isoformat` needs one character between date and time.');
  return self.isoformat(by, timeSpec(needText(spec, '`isoformat`')));
}

function utcTuple(self: DateTime): Value {
  const moved = self.plus(BigInt(-(self.zone?.offsetMicros ?? 0)));
  return timeTuple(moved.days, moved.micros, 0);
}

const MICROS_PER_SECOND = 1_000_000;

/** Seconds since 1970-01-01 UTC; one without a zone is taken as local time. */
function timestamp(self: DateTime): number {
  if (self.zone !== null) return divideInts(toInt(self.instant), MICROS_PER_SECOND).value;
  const micros = self.instant - BigInt(localOffsetOf(self));
  const fraction = BigInt(self.clock.microsecond);
  return Number((micros - fraction) / BigInt(MICROS_PER_SECOND)) + Number(fraction) / MICROS_PER_SECOND;
}

/** Without a zone: the zone of the process, as it is at that time. */
function toZone(self: DateTime, args: readonly Value[], keywords: Keywords): DateTime {
  const [zone] = bindArguments('`astimezone`', ['tz'], args, keywords);
  const wanted = zoneOf(zone);
  const aware = self.zone === null ? new DateTime(self.days, self.micros, new TimeZone(localOffsetOf(self))) : self;
  if (wanted !== null) return aware.inZone(wanted);
  const instant = Number(aware.instant);
  return aware.inZone(localZone(localOffsetAt(instant), instant));
}

function replace(self: DateTime, args: readonly Value[], keywords: Keywords): DateTime {
  const names = ['year', 'month', 'day', 'hour', 'minute', 'second', 'microsecond', 'tzinfo', 'fold'];
  const [year, month, day, hour, minute, second, micro, zone, fold] = bindArguments(
    '`replace`',
    names,
    args,
    keywords,
    8,
  );
  const old = self.clock;
  const micros = clockOf([
    hour === undefined ? old.hour : hour,
    minute === undefined ? old.minute : minute,
    second === undefined ? old.second : second,
    micro === undefined ? old.microsecond : micro,
  ]);
  const newZone = zone === undefined ? self.zone : zoneOf(zone);
  return new DateTime(replaceDate(self.date, [year, month, day]).days, micros, newZone, foldOf(fold, self.fold));
}
