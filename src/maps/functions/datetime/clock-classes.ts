/** `datetime.time`, `datetime.timedelta` and `datetime.timezone`. */
import { bindArguments, ClassValue, counted, required, type Callable } from '../../values/callable';
import { roundedQuotient } from '../../values/big-arithmetic';
import { parseIsoTime } from '../../values/datetime/iso-parse';
import { clockOf, foldOf, zoneOf } from '../../values/datetime/parts';
import { ratioOf } from '../../values/float-ratio';
import { MAX_MICROS, MIN_MICROS, TimeDelta, TimeZone, UTC } from '../../values/datetime/time-delta';
import { TimeValue } from '../../values/datetime/time-value';
import { PythonError, typeError, valueError } from '../../values/python-error';
import { Float, isInt, typeName, type Value } from '../../values/value';
import { classMethods, isoText } from './date-class';

const LAST_MICRO = 86_399_999_999;
const MICROS_PER_DAY = 86_400_000_000n;
const MICROS_PER_MINUTE = 60_000_000n;

const makeTime: Callable = (args, keywords) => {
  const names = ['hour', 'minute', 'second', 'microsecond', 'tzinfo', 'fold'];
  const [hour, minute, second, micro, zone, fold] = bindArguments('`time`', names, args, keywords, 5);
  return new TimeValue(clockOf([hour, minute, second, micro]), zoneOf(zone), foldOf(fold));
};

export const TIME = new ClassValue(
  'time',
  makeTime,
  new Map<string, Value>([
    ['min', new TimeValue(0, null)],
    ['max', new TimeValue(LAST_MICRO, null)],
    ['resolution', new TimeDelta(1n)],
    ...classMethods({
      fromisoformat: counted('fromisoformat', 1, 1, ([text]) => parseIsoTime(isoText(text, '`fromisoformat`'))),
    }),
  ]),
  'datetime',
);

const UNIT_MICROS: Readonly<Record<string, bigint>> = {
  days: MICROS_PER_DAY,
  seconds: 1_000_000n,
  microseconds: 1n,
  milliseconds: 1_000n,
  minutes: MICROS_PER_MINUTE,
  hours: 3_600_000_000n,
  weeks: 604_800_000_000n,
};

/**
 * Integers count exactly. Of a float the whole part does, and its fraction is worked out as a float, as in Python; what is left
 * of microseconds is added up and rounded once, half to even.
 */
const makeDelta: Callable = (args, keywords) => {
  const names = Object.keys(UNIT_MICROS);
  let micros = 0n;
  let left = 0;
  bindArguments('`timedelta`', names, args, keywords).forEach((part, i) => {
    if (part === undefined) return;
    const unit = UNIT_MICROS[names[i] ?? ''] ?? 1n;
    if (typeof part === 'boolean' || isInt(part)) micros += BigInt(part) * unit;
    else if (part instanceof Float) {
      ratioOf(part.value);
      const whole = Math.trunc(part.value);
      const fraction = Number(unit) * (part.value - whole);
      micros += BigInt(whole) * unit + BigInt(Math.trunc(fraction));
      left += fraction - Math.trunc(fraction);
    } else throw typeError(`\`timedelta\` cannot take a \`${typeName(part)}\`.`);
  });
  const { numerator, denominator } = ratioOf(left);
  return new TimeDelta(roundedQuotient(micros * denominator + numerator, denominator));
};

export const TIME_DELTA = new ClassValue(
  'timedelta',
  makeDelta,
  new Map<string, Value>([
    ['min', new TimeDelta(MIN_MICROS)],
    ['max', new TimeDelta(MAX_MICROS)],
    ['resolution', new TimeDelta(1n)],
  ]),
  'datetime',
);

const makeZone: Callable = (args, keywords) => {
  const [offset, name] = bindArguments('`timezone`', ['offset', 'name'], args, keywords);
  const delta = required(offset, '`timezone`');
  if (!(delta instanceof TimeDelta)) throw typeError('`timezone` needs a `timedelta`.');
  if (name !== undefined && typeof name !== 'string') throw typeError('The name of a time zone is a text.');
  if (delta.micros >= MICROS_PER_DAY || delta.micros <= -MICROS_PER_DAY)
    throw valueError('A time zone must be less than a day away.');
  if (delta.micros === 0n && name === undefined) return UTC;
  return new TimeZone(Number(delta.micros), name ?? null);
};

export const TIME_ZONE = new ClassValue(
  'timezone',
  makeZone,
  new Map<string, Value>([
    ['utc', UTC],
    ['min', new TimeZone(Number(MICROS_PER_MINUTE - MICROS_PER_DAY))],
    ['max', new TimeZone(Number(MICROS_PER_DAY - MICROS_PER_MINUTE))],
  ]),
  'datetime',
);

/** `datetime.tzinfo` has no values of its own. */
export const ZONE_BASE = new ClassValue(
  'tzinfo',
  () => {
    throw new PythonError('TypeError', '`tzinfo` makes no time zones; write `datetime.timezone(...)`.');
  },
  new Map(),
  'datetime',
);
