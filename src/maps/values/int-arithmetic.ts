/** Integer arithmetic of unbounded size in the two forms of `Int`, with Python's floor division and a bound on the size. */
import { powerFloats } from './float-arithmetic';
import { bitsOf, checkBits, checkPower, limitExceeded, MAX_SHIFT, MAX_SHIFTED_BITS, spendBits } from './limits';
import { PythonError, valueError } from './python-error';
import { Float, toInt, type Int, type Value } from './value';

/** Below this, `Math.floor` of a double quotient of safe integers is proved right by the distance between doubles. */
const EXACT_QUOTIENT = 2 ** 20;

export function addInts(left: Int, right: Int): Int {
  if (typeof left === 'number' && typeof right === 'number') {
    const sum = left + right;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return bounded(BigInt(left) + BigInt(right));
}

export function subtractInts(left: Int, right: Int): Int {
  if (typeof left === 'number' && typeof right === 'number') {
    const difference = left - right;
    if (Number.isSafeInteger(difference)) return difference;
  }
  return bounded(BigInt(left) - BigInt(right));
}

export function multiplyInts(left: Int, right: Int): Int {
  if (typeof left === 'number' && typeof right === 'number') {
    const product = left * right;
    // `-0` is no integer of Python's.
    if (Number.isSafeInteger(product)) return product + 0;
  }
  const [leftBits, rightBits] = [bitsOf(BigInt(left)), bitsOf(BigInt(right))];
  checkBits(leftBits + rightBits);
  spendBits(leftBits, rightBits);
  return toInt(BigInt(left) * BigInt(right));
}

/** Rounds toward negative infinity: `-7 // 2` is -4. */
export function floorInts(left: Int, right: Int): Int {
  if (typeof left === 'number' && typeof right === 'number' && right !== 0) {
    const down = Math.floor(left / right);
    // A quotient near 2^53 may have been rounded to the wrong side of an integer.
    if (Math.abs(down) < EXACT_QUOTIENT) return down + 0;
  }
  const a = BigInt(left);
  const b = divisor(right);
  spendBits(bitsOf(a), bitsOf(b));
  const quotient = a / b;
  return toInt(a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient);
}

/** Has the sign of the divisor: `-7 % 3` is 2. */
export function moduloInts(left: Int, right: Int): Int {
  if (typeof left === 'number' && typeof right === 'number' && right !== 0) {
    const rest = left % right;
    return (rest !== 0 && rest < 0 !== right < 0 ? rest + right : rest) + 0;
  }
  const b = divisor(right);
  spendBits(bitsOf(BigInt(left)), bitsOf(b));
  const rest = BigInt(left) % b;
  return toInt(rest !== 0n && rest < 0n !== b < 0n ? rest + b : rest);
}

export function powerInts(base: Int, exponent: Int): Value {
  checkPower(base);
  checkPower(exponent);
  if (exponent < 0) return new Float(powerFloats(Number(base), Number(exponent)));
  const size = BigInt(base);
  if (size > 1n || size < -1n) {
    const bits = (bitsOf(size) - 3) * Number(exponent);
    checkBits(bits);
    spendBits(bits, bits);
  }
  return toInt(size ** BigInt(exponent));
}

/** Left by `count`, or right by `-count`. Throws `ValueError` for a negative count as written. */
export function shiftInts(value: Int, count: Int | bigint, right = false): Int {
  const by = right ? -BigInt(count) : BigInt(count);
  if (by < 0n) throw valueError('A shift count is negative.');
  if (by > BigInt(MAX_SHIFT)) throw limitExceeded(`A shift count is greater than ${MAX_SHIFT}.`);
  if (bitsOf(BigInt(value)) > MAX_SHIFTED_BITS) throw limitExceeded('A number is too large to be shifted.');
  if (right) return toInt(BigInt(value) >> by);
  checkBits(bitsOf(BigInt(value)) + Number(by));
  return toInt(BigInt(value) << by);
}

function bounded(value: bigint): Int {
  checkBits(bitsOf(value));
  return toInt(value);
}

function divisor(value: Int): bigint {
  if (value === 0) throw new PythonError('ZeroDivisionError', 'An integer is divided by zero.');
  return BigInt(value);
}
