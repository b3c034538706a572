/** Python's truth of a value. */
import { TimeDelta } from './datetime/time-delta';
import { Decimal } from './decimal';
import { lengthOf } from './length';
import { Float, type Value } from './value';

export function isTrue(value: Value): boolean {
  if (value === null || typeof value !== 'object') return Boolean(value);
  if (value instanceof Float) return value.value !== 0;
  if (value instanceof Decimal) return value.digits !== 0n;
  if (value instanceof TimeDelta) return value.micros !== 0n;
  return lengthOf(value) !== 0;
}
