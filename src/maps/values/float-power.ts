/** Powers of floats, rounded correctly: the C library's are, to within a hair; those of JavaScript's engines are not. */
import { absolute } from './big-arithmetic';
import { ratioOf } from './float-ratio';
import { Decimal } from './decimal';
import { exactPower } from './decimal-power';
import { scaledDouble } from './scaled-double';

/** Whole powers up to this are worked out exactly, with integers of some thousand bits. */
const MAX_EXACT = 64;
/** The powers of doubles are beyond every double outside of these. */
const MAX_LOG = 1100;

/** `base` is finite and positive, `exponent` finite. Infinity when there is no such double. */
export function positivePower(base: number, exponent: number): number {
  if (exponent === 0.5) return Math.sqrt(base);
  const size = Math.log2(base) * exponent;
  if (size > MAX_LOG) return Infinity;
  if (size < -MAX_LOG) return 0;
  if (Number.isInteger(exponent) && Math.abs(exponent) <= MAX_EXACT) return wholePower(base, exponent);
  return exactPower(Decimal.fromDouble(base), Decimal.fromDouble(exponent)).toDouble();
}

/** Bits of a quotient that are more than enough for one correct rounding. */
const QUOTIENT_BITS = 80n;

function wholePower(base: number, exponent: number): number {
  const { numerator, denominator } = ratioOf(base);
  const count = BigInt(Math.abs(exponent));
  const [over, under] = exponent < 0 ? [denominator, numerator] : [numerator, denominator];
  const top = over ** count;
  const bottom = under ** count;
  const shift = bitsOf(bottom) - bitsOf(top) + QUOTIENT_BITS;
  const moved = shift > 0n ? top << shift : top;
  const divisor = shift < 0n ? bottom << -shift : bottom;
  const quotient = moved / divisor;
  // A last bit tells that something follows.
  const sticky = moved % divisor === 0n ? quotient << 1n : (quotient << 1n) | 1n;
  return scaledDouble(sticky, Number(-shift) - 1);
}

function bitsOf(value: bigint): bigint {
  return BigInt(absolute(value).toString(2).length);
}
