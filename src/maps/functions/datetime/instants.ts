/** Datetimes out of the clock and out of timestamps. */
import type { CallContext } from '../../values/callable';
import { DateTime } from '../../values/datetime/date-time';
import { localOffsetAt } from '../../values/datetime/local-time';
import { wholeOf } from '../../values/datetime/parts';
import { UTC, type TimeZone } from '../../values/datetime/time-delta';
import { Decimal } from '../../values/decimal';
import { PythonError, typeError, valueError } from '../../values/python-error';
import { Float, isInt, typeName, type Value } from '../../values/value';

/** The time of the last call of `nowIn(UTC)`: at a million records per second many share a microsecond, and its text. */
let lastNow = new DateTime(0, 0, UTC);
let lastMicros = 0;

export function nowIn(zone: TimeZone | null, context: CallContext): DateTime {
  if (zone === null) return now(context);
  const micros = context.now();
  if (zone !== UTC) return DateTime.fromMicros(micros, zone);
  if (micros !== lastMicros) {
    lastNow = DateTime.fromMicros(micros, UTC);
    lastMicros = micros;
  }
  return lastNow;
}

/** Wall clock of the process's time zone. */
export function now(context: CallContext): DateTime {
  const micros = context.now();
  return DateTime.fromMicros(micros + localOffsetAt(micros), null);
}

const EPOCH = new DateTime(0, 0, null);
/** Seconds that the C library takes. */
const MAX_STAMP = 2n ** 63n - 1n;
const MICROS_PER_SECOND = 1_000_000n;

/** Wall clock of the process's time zone when `zone` is null. Throws `ValueError` outside of years 1 to 9999. */
export function fromTimestamp(stamp: Value | undefined, zone: TimeZone | null): DateTime {
  const micros = stampMicros(stamp);
  if (zone !== null) return moved(micros, UTC).inZone(zone);
  return moved(micros + BigInt(localOffsetAt(Number(micros))), null);
}

export function fromUtcTimestamp(stamp: Value | undefined): DateTime {
  return moved(stampMicros(stamp), null);
}

function moved(micros: bigint, zone: TimeZone | null): DateTime {
  try {
    return new DateTime(EPOCH.days, EPOCH.micros, zone).plus(micros);
  } catch (error) {
    if (error instanceof PythonError) throw valueError('A timestamp is outside of years 1 to 9999.');
    throw error;
  }
}

/** Rounded half to even to microseconds. */
function stampMicros(stamp: Value | undefined): bigint {
  if (typeof stamp === 'boolean') return BigInt(wholeOf(stamp)) * MICROS_PER_SECOND;
  if (stamp !== undefined && isInt(stamp)) return checked(BigInt(stamp)) * MICROS_PER_SECOND;
  if (!(stamp instanceof Float))
    throw typeError(
      `A timestamp must be an int or a float${stamp === undefined ? '' : `, not \`${typeName(stamp)}\``}.`,
    );
  if (Number.isNaN(stamp.value)) throw valueError('A timestamp must be a number.');
  if (!Number.isFinite(stamp.value)) throw tooLarge();
  const exact = Decimal.fromDouble(stamp.value);
  checked(exact.truncate());
  return new Decimal(exact.digits, exact.exponent + 6, exact.negative).withPlaces(0).digits;
}

function checked(seconds: bigint): bigint {
  if (seconds > MAX_STAMP || seconds < -MAX_STAMP - 1n) throw tooLarge();
  return seconds;
}

function tooLarge(): PythonError {
  return new PythonError('OverflowError', 'A timestamp is too large.');
}
