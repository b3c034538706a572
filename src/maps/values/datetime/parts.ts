/** Parts of dates and times as arguments of calls. */
import { PythonError, typeError, valueError } from '../python-error';
import { isInt, typeName, type Value } from '../value';
import { DateTime, DateValue } from './date-time';
import { TimeZone } from './time-delta';

/** Python keeps these parts in 32 bits. */
const MAX_PART = 2 ** 31 - 1;

/** Throws `TypeError` for what is no integer, `OverflowError` for one that no part can be. */
export function wholeOf(value: Value): number {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (!isInt(value)) throw typeError(`A part of a date or time must be an integer, not \`${typeName(value)}\`.`);
  if (value > MAX_PART || value < -MAX_PART - 1)
    throw new PythonError('OverflowError', 'A part of a date or time is too large.');
  return Number(value);
}

/** None is no zone. */
export function zoneOf(value: Value | undefined): TimeZone | null {
  if (value === undefined || value === null) return null;
  if (value instanceof TimeZone) return value;
  throw typeError(`A time zone is needed, not \`${typeName(value)}\`.`);
}

const LIMITS = [24, 60, 60, 1_000_000];

/** Microseconds since midnight of hour, minute, second and microsecond. Throws `ValueError`. */
export function clockOf(parts: readonly (Value | undefined)[]): number {
  const [hour = 0, minute = 0, second = 0, micro = 0] = parts.map((part) => (part === undefined ? 0 : wholeOf(part)));
  [hour, minute, second, micro].forEach((value, i) => {
    if (value < 0 || value >= (LIMITS[i] ?? 0)) throw valueError('A time has a part that does not exist.');
  });
  return ((hour * 60 + minute) * 60 + second) * 1_000_000 + micro;
}

export function foldOf(value: Value | undefined, otherwise: 0 | 1 = 0): 0 | 1 {
  if (value === undefined) return otherwise;
  const fold = wholeOf(value);
  if (fold !== 0 && fold !== 1) throw valueError('`fold` is 0 or 1.');
  return fold;
}

/** Also of a datetime, which is a date in Python. */
export function dateOf(value: Value | undefined, what: string): DateValue {
  if (value instanceof DateValue) return value;
  if (value instanceof DateTime) return value.date;
  throw typeError(`${what} needs a date${value === undefined ? '' : `, not \`${typeName(value)}\``}.`);
}
