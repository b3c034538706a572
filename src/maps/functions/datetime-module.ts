/** The module `datetime`: `datetime`, `date`, `timedelta`, `timezone`, `UTC`. */
import {
  bindArguments,
  FunctionValue,
  ModuleValue,
  required,
  type CallContext,
  type Keywords,
} from '../values/callable';
import { dayNumber } from '../values/datetime/calendar';
import { DateTime, DateValue } from '../values/datetime/date-time';
import { parseIsoDate, parseIsoDateTime } from '../values/datetime/iso-parse';
import { strptime } from '../values/datetime/strptime';
import { TimeDelta, TimeZone, UTC } from '../values/datetime/time-delta';
import { Decimal } from '../values/decimal';
import { exactOf } from '../values/number-format';
import { typeError, valueError } from '../values/python-error';
import { Float, isInt, typeName, type Value } from '../values/value';

const UNIT_MICROS: Readonly<Record<string, bigint>> = {
  days: 86_400_000_000n,
  seconds: 1_000_000n,
  microseconds: 1n,
  milliseconds: 1_000n,
  minutes: 60_000_000n,
  hours: 3_600_000_000n,
  weeks: 604_800_000_000n,
};
const SECONDS_PER_DAY = 86_400;

/** The time of the last call of `now(utc)`: at a million records per second many share a microsecond, and its text. */
let lastNow = new DateTime(0, 0, UTC);
let lastMicros = 0;

function now(args: readonly Value[], keywords: Keywords, context: CallContext): DateTime {
  const micros = context.now();
  const isPlain = keywords.size === 0 && args.length < 2;
  const [zone = null] = isPlain ? args : bindArguments('`now`', ['tz'], args, keywords);
  if (zone === UTC) {
    if (micros !== lastMicros) {
      lastNow = DateTime.fromMicros(micros, UTC);
      lastMicros = micros;
    }
    return lastNow;
  }
  return zone === null ? DateTime.fromMicros(localMicros(micros), null) : DateTime.fromMicros(micros, zoneOf(zone));
}

/** Wall clock of the process's time zone, which is what a naive `now()` shows. */
function localMicros(micros: number): number {
  return micros - new Date(micros / 1000).getTimezoneOffset() * 60_000_000;
}

function fromTimestamp(args: readonly Value[], keywords: Keywords): DateTime {
  const [stamp, zone = null] = bindArguments('`fromtimestamp`', ['timestamp', 'tz'], args, keywords);
  const micros = stampMicros(required(stamp, '`fromtimestamp`'));
  return zone === null ? DateTime.fromMicros(localMicros(micros), null) : DateTime.fromMicros(micros, zoneOf(zone));
}

/** Rounded half to even to microseconds. */
function stampMicros(stamp: Value): number {
  if (isInt(stamp)) return Number(stamp) * 1_000_000;
  if (!(stamp instanceof Float)) throw typeError(`A timestamp must be an int or a float, not \`${typeName(stamp)}\`.`);
  if (!Number.isFinite(stamp.value)) throw valueError('A timestamp must be finite.');
  const exact = exactOf(stamp);
  return Number(new Decimal(exact.digits, exact.exponent + 6).withPlaces(0).digits);
}

function makeDateTime(args: readonly Value[], keywords: Keywords): DateTime {
  const names = ['year', 'month', 'day', 'hour', 'minute', 'second', 'microsecond', 'tzinfo'];
  const [year, month, day, hour, minute, second, micro, zone] = bindArguments('`datetime`', names, args, keywords);
  return new DateTime(
    makeDate([required(year, '`datetime`'), required(month, '`datetime`'), required(day, '`datetime`')], new Map())
      .days,
    clockMicros(hour, minute, second, micro),
    zone === undefined || zone === null ? null : zoneOf(zone),
  );
}

function clockMicros(...parts: readonly (Value | undefined)[]): number {
  const limits = [24, 60, 60, 1_000_000];
  const [hour = 0, minute = 0, second = 0, micro = 0] = parts.map((part, i) => {
    const value = part === undefined ? 0 : wholeOf(part);
    if (value < 0 || value >= (limits[i] ?? 0)) throw valueError('A time has a part that does not exist.');
    return value;
  });
  return ((hour * 60 + minute) * 60 + second) * 1_000_000 + micro;
}

function makeDate(args: readonly Value[], keywords: Keywords): DateValue {
  const parts = bindArguments('`date`', ['year', 'month', 'day'], args, keywords).map((part) =>
    wholeOf(required(part, '`date`')),
  );
  return new DateValue(dayNumber(parts[0] ?? 0, parts[1] ?? 0, parts[2] ?? 0));
}

function makeDelta(args: readonly Value[], keywords: Keywords): TimeDelta {
  const names = Object.keys(UNIT_MICROS);
  let total = new Decimal(0n, 0);
  bindArguments('`timedelta`', names, args, keywords).forEach((part, i) => {
    if (part === undefined) return;
    if (part instanceof Decimal || typeof part === 'string')
      throw typeError(`\`timedelta\` cannot take a \`${typeName(part)}\`.`);
    const exact = exactOf(part);
    const unit = UNIT_MICROS[names[i] ?? ''] ?? 1n;
    total = total.add(new Decimal(exact.digits * unit, exact.exponent));
  });
  return new TimeDelta(total.withPlaces(0).digits);
}

function makeZone(args: readonly Value[]): TimeZone {
  const offset = required(args[0], '`timezone`');
  if (!(offset instanceof TimeDelta)) throw typeError('`timezone` needs a `timedelta`.');
  const seconds = offset.totalSeconds();
  if (Math.abs(seconds) >= SECONDS_PER_DAY || !Number.isInteger(seconds))
    throw valueError('A time zone must be less than a day away.');
  return seconds === 0 ? UTC : new TimeZone(seconds);
}

function zoneOf(value: Value): TimeZone {
  if (value instanceof TimeZone) return value;
  throw typeError(`A time zone is needed, not \`${typeName(value)}\`.`);
}

function wholeOf(value: Value): number {
  if (isInt(value)) return Number(value);
  throw typeError(`A part of a date or time must be an integer, not \`${typeName(value)}\`.`);
}

function textOf(value: Value | undefined, what: string): string {
  if (typeof value === 'string') return value;
  throw typeError(`${what} needs a text${value === undefined ? '' : `, not \`${typeName(value)}\``}.`);
}

function classOf(name: string, call: FunctionValue['call'], attributes: readonly FunctionValue[]): FunctionValue {
  return new FunctionValue(name, call, new Map(attributes.map((attribute) => [attribute.name, attribute])));
}

const DATE_TIME = classOf('datetime', makeDateTime, [
  new FunctionValue('now', now),
  new FunctionValue('today', (_args, _keywords, context) => now([], new Map(), context)),
  new FunctionValue('utcnow', (_args, _keywords, context) => DateTime.fromMicros(context.now(), null)),
  new FunctionValue('fromisoformat', ([text]) => parseIsoDateTime(textOf(text, '`fromisoformat`'))),
  new FunctionValue('fromtimestamp', fromTimestamp),
  new FunctionValue('utcfromtimestamp', ([stamp]) =>
    DateTime.fromMicros(stampMicros(required(stamp, '`utcfromtimestamp`')), null),
  ),
  new FunctionValue('strptime', ([text, format]) => strptime(textOf(text, '`strptime`'), textOf(format, '`strptime`'))),
]);

const DATE = classOf('date', makeDate, [
  new FunctionValue('today', (_args, _keywords, context) => now([], new Map(), context).date),
  new FunctionValue('fromisoformat', ([text]) => parseIsoDate(textOf(text, '`fromisoformat`'))),
  new FunctionValue('fromtimestamp', ([stamp]) => fromTimestamp([required(stamp, '`fromtimestamp`')], new Map()).date),
]);

export const DATETIME_MODULE = new ModuleValue(
  'datetime',
  new Map<string, Value>([
    ['datetime', DATE_TIME],
    ['date', DATE],
    ['timedelta', new FunctionValue('timedelta', makeDelta)],
    ['timezone', new FunctionValue('timezone', makeZone, new Map([['utc', UTC]]))],
    ['UTC', UTC],
  ]),
);
