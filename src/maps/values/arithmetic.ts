/** The arithmetic operators of Python on every pair of types that has them. */
import { Dict, DictView } from './containers';
import { timeBinary } from './datetime/time-arithmetic';
import { Decimal } from './decimal';
import { decimalPower } from './decimal-power';
import { divideInts, floorFloat, moduloFloat, powerFloats } from './float-arithmetic';
import { addInts, floorInts, moduloInts, multiplyInts, powerInts, shiftInts, subtractInts } from './int-arithmetic';
import { checkItems, checkJoined, spendEntries } from './limits';
import { percentFormat } from './format/percent-format';
import { PythonError, typeError } from './python-error';
import { combineSets, type SetOperator } from './combine-sets';
import { isSetLike } from './set-operations';
import { Bytes, Float, isInt, isList, toInt, Tuple, typeName, type Int, type Value } from './value';
import type { BinaryOperator } from '../parse/ast';

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
  '//': (a, b) => numeric('//', a, b, floorInts, floorFloat, (x, y) => x.divideWhole(y)),
  '%': (a, b) =>
    typeof a === 'string' || a instanceof Bytes
      ? percentFormat(a, b)
      : numeric('%', a, b, moduloInts, moduloFloat, (x, y) => x.remainder(y)),
  '**': (a, b) => numeric('**', a, b, powerInts, powerFloats, decimalPower),
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
  if (left instanceof Bytes && right instanceof Bytes) {
    checkJoined(left.data.length + right.data.length);
    return new Bytes(Buffer.concat([left.data, right.data]));
  }
  return numeric(
    '+',
    left,
    right,
    addInts,
    (x, y) => x + y,
    (x, y) => x.add(y),
  );
}

function subtract(left: Value, right: Value): Value {
  const sets = setsOf('-', left, right);
  if (sets) return sets;
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
    checkCount(count);
    return value.repeat(times);
  }
  if (isList(value)) return repeatItems(value, count);
  if (value instanceof Tuple) return new Tuple(repeatItems(value.items, count));
  if (value instanceof Bytes) {
    checkJoined(value.data.length * times);
    checkCount(count);
    return new Bytes(Buffer.from(Buffer.from(value.data).toString('latin1').repeat(times), 'latin1'));
  }
  return null;
}

/** Python counts in 64 bits. */
function checkCount(count: Int): void {
  if (BigInt.asIntN(64, BigInt(count)) !== BigInt(count))
    throw new PythonError('OverflowError', 'A value is repeated too often.');
}

function repeatItems(items: readonly Value[], count: Int): Value[] {
  const times = Math.max(0, Number(count));
  checkItems(items.length * times);
  checkCount(count);
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
  const time = timeBinary(operator, left, right);
  if (time !== null) return time;
  throw mismatch(operator, left, right);
}

/** Null unless the operator is one of sets here: views of dicts work with any items on the other side. */
function setsOf(operator: SetOperator, left: Value, right: Value): Value | null {
  if (typeof left !== 'object' && typeof right !== 'object') return null;
  const both = isSetLike(left) && isSetLike(right);
  const hasView = [left, right].some((side) => side instanceof DictView && side.part !== 'values');
  return both || hasView ? combineSets(operator, left, right) : null;
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

function bitwise(operator: SetOperator, left: Value, right: Value, apply: (a: bigint, b: bigint) => bigint): Value {
  const sets = setsOf(operator, left, right);
  if (sets) return sets;
  const [a, b] = [BigInt(needInt(operator, left, left, right)), BigInt(needInt(operator, right, left, right))];
  const result = apply(a, b);
  return typeof left === 'boolean' && typeof right === 'boolean' ? result !== 0n : toInt(result);
}

function mergeDicts(left: Dict, right: Dict): Dict {
  spendEntries(left.size + right.size);
  const merged = new Dict();
  for (const { key, value } of [...left.entries(), ...right.entries()]) merged.set(key, value);
  return merged;
}
