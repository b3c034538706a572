/** The arithmetic operators of Python on every pair of types that has them. */
import { DateTime, DateValue } from './datetime/date-time';
import { TimeDelta } from './datetime/time-delta';
import { Decimal } from './decimal';
import { Dict } from './containers';
import { divideInts, floorFloat, moduloFloat, powerFloats } from './float-arithmetic';
import { addInts, floorInts, moduloInts, multiplyInts, powerInts, shiftInts, subtractInts } from './int-arithmetic';
import { checkItems, checkJoined } from './limits';
import { percentFormat } from './percent-format';
import { PythonError, typeError, unsupported } from './python-error';
import { Bytes, Float, isInt, isList, toInt, Tuple, typeName, type Int, type Value } from './value';
import type { BinaryOperator } from '../parse/ast';

const MICROS_PER_DAY = 86_400_000_000n;

export type BinaryFunction = (left: Value, right: Value) => Value;

export const BINARY: Readonly<Record<BinaryOperator, BinaryFunction>> = {
  '+': add,
  '-': subtract,
  '*': multiply,
  '/': (a, b) =>
    numeric(
      '/',
      a,
      b,
      divideInts,
      (x, y) => x / nonZero(y),
      (x, y) => x.divide(y),
    ),
  '//': (a, b) => numeric('//', a, b, floorInts, floorFloat, (x, y) => x.divideWhole(y).quotient),
  '%': (a, b) =>
    typeof a === 'string'
      ? percentFormat(a, b)
      : numeric('%', a, b, moduloInts, moduloFloat, (x, y) => x.divideWhole(y).rest),
  '**': (a, b) => numeric('**', a, b, powerInts, powerFloats, () => unsupportedPower()),
  '&': (a, b) => bitwise('&', a, b, (x, y) => x & y),
  '|': (a, b) => (a instanceof Dict && b instanceof Dict ? mergeDicts(a, b) : bitwise('|', a, b, (x, y) => x | y)),
  '^': (a, b) => bitwise('^', a, b, (x, y) => x ^ y),
  '<<': (a, b) => shiftInts(needInt('<<', a, a, b), needInt('<<', b, a, b)),
  '>>': (a, b) => shiftInts(needInt('>>', a, a, b), -BigInt(needInt('>>', b, a, b)), true),
};

function add(left: Value, right: Value): Value {
  if (typeof left === 'string' && typeof right === 'string') {
    checkJoined(left.length + right.length);
    return left + right;
  }
  if (typeof left === 'number' && typeof right === 'number') return addInts(left, right);
  if (isList(left) && isList(right)) {
    checkItems(left.length + right.length);
    return [...left, ...right];
  }
  if (left instanceof Tuple && right instanceof Tuple) {
    checkItems(left.items.length + right.items.length);
    return new Tuple([...left.items, ...right.items]);
  }
  if (left instanceof Bytes && right instanceof Bytes) return new Bytes(Buffer.concat([left.data, right.data]));
  if (left instanceof TimeDelta && right instanceof TimeDelta) return new TimeDelta(left.micros + right.micros);
  if (right instanceof TimeDelta) return addTime(left, right.micros) ?? numericAdd(left, right);
  if (left instanceof TimeDelta) return addTime(right, left.micros) ?? numericAdd(left, right);
  return numericAdd(left, right);
}

function numericAdd(left: Value, right: Value): Value {
  return numeric(
    '+',
    left,
    right,
    addInts,
    (x, y) => x + y,
    (x, y) => x.add(y),
  );
}

function addTime(value: Value, micros: bigint): Value | null {
  if (value instanceof DateTime) return value.plus(micros);
  if (value instanceof DateValue)
    return new DateTime(value.days, 0, null).plus((micros / MICROS_PER_DAY) * MICROS_PER_DAY).date;
  return null;
}

function subtract(left: Value, right: Value): Value {
  if (left instanceof DateTime && right instanceof DateTime) return left.minus(right);
  if (left instanceof DateValue && right instanceof DateValue) {
    return new TimeDelta(BigInt(left.days - right.days) * MICROS_PER_DAY);
  }
  if (right instanceof TimeDelta) {
    if (left instanceof TimeDelta) return new TimeDelta(left.micros - right.micros);
    const moved = addTime(left, -right.micros);
    if (moved !== null) return moved;
  }
  return numeric(
    '-',
    left,
    right,
    subtractInts,
    (x, y) => x - y,
    (x, y) => x.subtract(y),
  );
}

function multiply(left: Value, right: Value): Value {
  const count = intOf(right);
  if (count !== null) {
    const repeated = repeat(left, count);
    if (repeated !== null) return repeated;
  }
  const times = intOf(left);
  if (times !== null) {
    const repeated = repeat(right, times);
    if (repeated !== null) return repeated;
  }
  return numeric(
    '*',
    left,
    right,
    multiplyInts,
    (x, y) => x * y,
    (x, y) => x.multiply(y),
  );
}

function repeat(value: Value, count: Int): Value | null {
  const times = Math.max(0, Number(count));
  if (typeof value === 'string') {
    checkJoined(value.length * times);
    return value.repeat(times);
  }
  if (isList(value)) return repeatItems(value, times);
  if (value instanceof Tuple) return new Tuple(repeatItems(value.items, times));
  if (value instanceof TimeDelta) return new TimeDelta(value.micros * BigInt(count));
  return null;
}

function repeatItems(items: readonly Value[], times: number): Value[] {
  checkItems(items.length * times);
  const [only, second] = items;
  if (only !== undefined && second === undefined) return new Array<Value>(times).fill(only);
  return Array.from({ length: items.length * times }, (_, i) => items[i % items.length] ?? null);
}

/** Python's rules of mixing: a float makes a float; a decimal goes with integers only. */
function numeric(
  operator: BinaryOperator,
  left: Value,
  right: Value,
  ints: (left: Int, right: Int) => Value,
  floats: (left: number, right: number) => number,
  decimals: (left: Decimal, right: Decimal) => Decimal,
): Value {
  const a = intOf(left);
  const b = intOf(right);
  if (a !== null && b !== null) return ints(a, b);
  if (left instanceof Float || right instanceof Float) {
    const x = left instanceof Float ? left.value : a === null ? null : toDouble(a);
    const y = right instanceof Float ? right.value : b === null ? null : toDouble(b);
    if (x !== null && y !== null) return new Float(floats(x, y));
  }
  if (left instanceof Decimal || right instanceof Decimal) {
    const x = left instanceof Decimal ? left : a === null ? null : new Decimal(BigInt(a), 0);
    const y = right instanceof Decimal ? right : b === null ? null : new Decimal(BigInt(b), 0);
    if (x !== null && y !== null) return decimals(x, y);
  }
  throw mismatch(operator, left, right);
}

function mismatch(operator: BinaryOperator, left: Value, right: Value): PythonError {
  const hint =
    left instanceof Decimal || right instanceof Decimal ? ' Write `float(...)` around the decimal number.' : '';
  return typeError(`\`${operator}\` does not work between \`${typeName(left)}\` and \`${typeName(right)}\`.${hint}`);
}

/** Bools count as 0 and 1. */
function intOf(value: Value): Int | null {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return isInt(value) ? value : null;
}

function needInt(operator: BinaryOperator, value: Value, left: Value, right: Value): Int {
  const int = intOf(value);
  if (int === null) throw mismatch(operator, left, right);
  return int;
}

/** Throws `OverflowError` for integers that no double can hold. */
function toDouble(value: Int): number {
  const double = Number(value);
  if (!Number.isFinite(double)) throw new PythonError('OverflowError', 'An integer is too large to become a float.');
  return double;
}

function nonZero(value: number): number {
  if (value === 0) throw new PythonError('ZeroDivisionError', 'A number is divided by zero.');
  return value;
}

function bitwise(operator: BinaryOperator, left: Value, right: Value, apply: (a: bigint, b: bigint) => bigint): Value {
  const result = apply(BigInt(needInt(operator, left, left, right)), BigInt(needInt(operator, right, left, right)));
  return typeof left === 'boolean' && typeof right === 'boolean' ? result !== 0n : toInt(result);
}

function mergeDicts(left: Dict, right: Dict): Dict {
  const merged = new Dict();
  for (const { key, value } of [...left.entries(), ...right.entries()]) merged.set(key, value);
  return merged;
}

function unsupportedPower(): never {
  throw unsupported('`**` of decimal numbers');
}
