/** Float arithmetic where Python's differs from JavaScript's. */
import { positivePower } from './float-power';
import { bitsOf, checkPower, spendBits } from './limits';
import { PythonError } from './python-error';
import { Float, type Int } from './value';

/** True division of integers, correctly rounded also when they are beyond 2^53. */
export function divideInts(left: Int, right: Int): Float {
  if (right === 0) throw zeroDivision();
  if (typeof left === 'number' && typeof right === 'number') return new Float(left / right);
  return new Float(divideBig(BigInt(left), BigInt(right)));
}

/** Rounds toward negative infinity the quotient of what the remainder leaves, which is nearly always exact. */
export function floorFloat(left: number, right: number): number {
  if (right === 0) throw zeroDivision();
  const rest = left % right;
  const whole = (left - rest) / right - (rest !== 0 && rest < 0 !== right < 0 ? 1 : 0);
  if (whole === 0) return left / right < 0 || Object.is(left / right, -0) ? -0 : 0;
  const floor = Math.floor(whole);
  return whole - floor > 0.5 ? floor + 1 : floor;
}

/** Has the sign of the divisor. */
export function moduloFloat(left: number, right: number): number {
  if (right === 0) throw zeroDivision();
  const rest = left % right;
  if (rest === 0) return right < 0 ? -0 : 0;
  return rest < 0 !== right < 0 ? rest + right : rest;
}

export function powerFloats(base: number, exponent: number): number {
  checkPower(base);
  checkPower(exponent);
  if (base === 0 && exponent < 0) throw new PythonError('ZeroDivisionError', 'Zero is raised to a negative power.');
  if (base < 0 && !Number.isInteger(exponent) && Number.isFinite(exponent))
    throw new PythonError('Unsupported', 'A root of a negative number is a complex one, which no column can hold.');
  // IEEE, and Python, say 1 here; JavaScript says NaN.
  if (base === 1 || (base === -1 && !Number.isFinite(exponent) && !Number.isNaN(exponent))) return 1;
  const result = finitePower(base, exponent);
  if (!Number.isFinite(result) && Number.isFinite(base) && Number.isFinite(exponent)) {
    throw new PythonError('OverflowError', 'A power is too large for a float.');
  }
  return result;
}

/** JavaScript's own power where there is nothing to round. */
function finitePower(base: number, exponent: number): number {
  const isPlain = base !== 0 && Number.isFinite(base) && Number.isFinite(exponent) && exponent !== 0;
  if (!isPlain) return base ** exponent;
  const power = positivePower(Math.abs(base), exponent);
  return base < 0 && exponent % 2 !== 0 ? -power : power;
}

/** 64 bits of quotient and a sticky bit are enough for one correct rounding to 53. */
/** 66, and the 3 that `bitsOf` may be off by. */
const SPARE_BITS = 69;

function divideBig(left: bigint, right: bigint): number {
  const negative = left < 0n !== right < 0n;
  const a = left < 0n ? -left : left;
  const b = right < 0n ? -right : right;
  const [leftBits, rightBits] = [bitsOf(a), bitsOf(b)];
  spendBits(leftBits, rightBits);
  const shift = Math.max(0, rightBits - leftBits + SPARE_BITS);
  const numerator = a << BigInt(shift);
  const quotient = numerator / b;
  const sticky = numerator % b === 0n ? quotient : quotient | 1n;
  const result = Number(sticky) * 2 ** -shift;
  if (!Number.isFinite(result))
    throw new PythonError('OverflowError', 'The result of a division is too large for a float.');
  return negative ? -result : result;
}

function zeroDivision(): PythonError {
  return new PythonError('ZeroDivisionError', 'A number is divided by zero.');
}
