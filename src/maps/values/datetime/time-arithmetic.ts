/** Arithmetic of dates, datetimes and timedeltas. */
import type { BinaryOperator } from '../../parse/ast';
import { floorBig, roundedQuotient } from '../big-arithmetic';
import { divideInts } from '../float-arithmetic';
import { PythonError } from '../python-error';
import { ratioOf } from '../float-ratio';
import { Float, isInt, toInt, type Value } from '../value';
import { checkDay } from './calendar';
import { DateTime, DateValue } from './date-time';
import { TimeDelta } from './time-delta';

const MICROS_PER_DAY = 86_400_000_000n;

/** Null when the operator means nothing for these two. */
export function timeBinary(operator: BinaryOperator, left: Value, right: Value): Value | null {
  switch (operator) {
    case '+':
      if (right instanceof TimeDelta) return moved(left, right, 1);
      return left instanceof TimeDelta ? moved(right, left, 1) : null;
    case '-':
      return subtract(left, right);
    case '*':
      if (left instanceof TimeDelta) return times(left, right);
      return right instanceof TimeDelta ? times(right, left) : null;
    case '/':
    case '//':
    case '%':
      return left instanceof TimeDelta ? divide(operator, left, right) : null;
    default:
      return null;
  }
}

/** A date moves by the whole days of the timedelta only, rounded down. */
function moved(value: Value, delta: TimeDelta, direction: 1 | -1): Value | null {
  if (value instanceof TimeDelta) return new TimeDelta(value.micros + BigInt(direction) * delta.micros);
  if (value instanceof DateTime) return value.plus(BigInt(direction) * delta.micros);
  return value instanceof DateValue ? new DateValue(checkDay(value.days + direction * delta.days)) : null;
}

function subtract(left: Value, right: Value): Value | null {
  if (right instanceof TimeDelta) return moved(left, right, -1);
  if (left instanceof DateTime && right instanceof DateTime) return left.minus(right);
  if (left instanceof DateValue && right instanceof DateValue)
    return new TimeDelta(BigInt(left.days - right.days) * MICROS_PER_DAY);
  return null;
}

function times(delta: TimeDelta, factor: Value): Value | null {
  if (factor instanceof Float) {
    const { numerator, denominator } = ratioOf(factor.value);
    return new TimeDelta(roundedQuotient(delta.micros * numerator, denominator));
  }
  const count = wholeOf(factor);
  return count === null ? null : new TimeDelta(delta.micros * count);
}

function divide(operator: '/' | '//' | '%', delta: TimeDelta, divisor: Value): Value | null {
  if (divisor instanceof TimeDelta) {
    if (operator === '/') return divideInts(toInt(delta.micros), toInt(divisor.micros));
    const { quotient, rest } = floorBig(delta.micros, nonZero(divisor.micros));
    return operator === '//' ? toInt(quotient) : new TimeDelta(rest);
  }
  if (operator === '%') return null;
  if (divisor instanceof Float) {
    if (operator === '//') return null;
    const { numerator, denominator } = ratioOf(divisor.value);
    return new TimeDelta(roundedQuotient(delta.micros * denominator, nonZero(numerator)));
  }
  const count = wholeOf(divisor);
  if (count === null) return null;
  nonZero(count);
  return new TimeDelta(
    operator === '/' ? roundedQuotient(delta.micros, count) : floorBig(delta.micros, count).quotient,
  );
}

function wholeOf(value: Value): bigint | null {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  return isInt(value) ? BigInt(value) : null;
}

function nonZero(value: bigint): bigint {
  if (value === 0n) throw new PythonError('ZeroDivisionError', 'A timedelta is divided by zero.');
  return value;
}
