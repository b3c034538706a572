/** Methods and attributes of times of day, timedeltas and time zones. */
import { bindArguments, type Keywords } from '../../values/callable';
import { clockParts, timeSpec } from '../../values/datetime/clock-text';
import { DateTime } from '../../values/datetime/date-time';
import { clockOf, foldOf, zoneOf } from '../../values/datetime/parts';
import { TimeDelta, type TimeZone } from '../../values/datetime/time-delta';
import { TimeValue } from '../../values/datetime/time-value';
import { divideInts } from '../../values/float-arithmetic';
import { typeError, valueError } from '../../values/python-error';
import { toInt, type Value } from '../../values/value';
import { binds, needText, plain, takes, type Method, type Methods, type Properties } from '../method';
import { strftimeMethod } from './date-methods';
import { ZONE_METHODS } from './date-time-methods';

export const TIME_PROPERTIES: Properties<TimeValue> = new Map<string, (self: TimeValue) => Value>([
  ['hour', (self) => clockParts(self.micros).hour],
  ['minute', (self) => clockParts(self.micros).minute],
  ['second', (self) => clockParts(self.micros).second],
  ['microsecond', (self) => clockParts(self.micros).microsecond],
  ['tzinfo', (self) => self.zone],
  ['fold', (self) => self.fold],
]);

export const TIME_METHODS: Methods<TimeValue> = new Map<string, Method<TimeValue>>([
  ...ZONE_METHODS.map(([name, call]): [string, Method<TimeValue>] => [name, plain(call)]),
  ['isoformat', binds(isoformat)],
  ['strftime', binds(strftimeMethod)],
  ['replace', binds(replace)],
]);

export const DELTA_PROPERTIES: Properties<TimeDelta> = new Map<string, (self: TimeDelta) => Value>([
  ['days', (self) => self.days],
  ['seconds', (self) => self.seconds],
  ['microseconds', (self) => self.microseconds],
]);

const MICROS_PER_SECOND = 1_000_000;

export const DELTA_METHODS: Methods<TimeDelta> = new Map<string, Method<TimeDelta>>([
  ['total_seconds', plain((self) => divideInts(toInt(self.micros), MICROS_PER_SECOND))],
]);

/** All take the datetime (or None) that they are asked about; a fixed offset does not depend on it. */
export const ZONE_VALUE_METHODS: Methods<TimeZone> = new Map<string, Method<TimeZone>>([
  ['utcoffset', asked((self) => new TimeDelta(BigInt(self.offsetMicros)))],
  ['tzname', asked((self) => self.toString())],
  ['dst', asked(() => null)],
  ['fromutc', takes(1, 1, fromUtc)],
]);

function asked(answer: (self: TimeZone) => Value): Method<TimeZone> {
  return takes(1, 1, (self, [time = null]) => {
    if (time !== null && !(time instanceof DateTime)) throw typeError('A time zone is asked about a datetime or None.');
    return answer(self);
  });
}

function fromUtc(self: TimeZone, [time]: readonly Value[]): DateTime {
  if (!(time instanceof DateTime)) throw typeError('`fromutc` needs a datetime.');
  if (time.zone !== self) throw valueError('`fromutc` needs a datetime of the same time zone.');
  return time.plus(BigInt(self.offsetMicros));
}

function isoformat(self: TimeValue, args: readonly Value[], keywords: Keywords): string {
  const [spec = 'auto'] = bindArguments('`isoformat`', ['timespec'], args, keywords);
  return self.isoformat(timeSpec(needText(spec, '`isoformat`')));
}

function replace(self: TimeValue, args: readonly Value[], keywords: Keywords): TimeValue {
  const names = ['hour', 'minute', 'second', 'microsecond', 'tzinfo', 'fold'];
  const [hour, minute, second, micro, zone, fold] = bindArguments('`replace`', names, args, keywords, 5);
  const old = clockParts(self.micros);
  const micros = clockOf([
    hour === undefined ? old.hour : hour,
    minute === undefined ? old.minute : minute,
    second === undefined ? old.second : second,
    micro === undefined ? old.microsecond : micro,
  ]);
  return new TimeValue(micros, zone === undefined ? self.zone : zoneOf(zone), foldOf(fold, self.fold));
}
