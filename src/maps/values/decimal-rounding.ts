/** Rounding decimals to an exponent in one of Python's ways. */
import { absolute } from './big-arithmetic';
import { Decimal, digitsOf, invalidOperation, PRECISION, spendDigits } from './decimal';
import { typeError } from './python-error';
import type { Value } from './value';

const ROUNDINGS = [
  'ROUND_HALF_EVEN', 'ROUND_HALF_UP', 'ROUND_HALF_DOWN', 'ROUND_UP', 'ROUND_DOWN', 'ROUND_CEILING', 'ROUND_FLOOR', 'ROUND_05UP',
] as const; // prettier-ignore
export type Rounding = (typeof ROUNDINGS)[number];

/** None means half to even. Throws `TypeError` for a name that is none. */
export function roundingOf(value: Value | undefined): Rounding {
  if (value === undefined || value === null) return 'ROUND_HALF_EVEN';
  const rounding = ROUNDINGS.find((name) => name === value);
  if (rounding === undefined)
    throw typeError('The rounding of a decimal is none of `ROUND_HALF_UP`, `ROUND_DOWN`, ...');
  return rounding;
}

/** The decimal with the given exponent, whatever its size. */
export function toExponent(value: Decimal, exponent: number, rounding: Rounding): Decimal {
  if (value.exponent >= exponent) return new Decimal(value.scaledTo(exponent), exponent, value.negative);
  spendDigits(exponent - value.exponent);
  const unit = 10n ** BigInt(exponent - value.exponent);
  const size = absolute(value.digits);
  const cut = size / unit + (roundsUp(size / unit, size % unit, unit, rounding, value.negative) ? 1n : 0n);
  return new Decimal(value.negative ? -cut : cut, exponent, value.negative);
}

/** `quantize`. Throws `InvalidOperation` when the result has more than 28 digits. */
export function quantize(value: Decimal, exponent: number, rounding: Rounding): Decimal {
  if (value.digits !== 0n && value.adjusted - exponent + 1 > PRECISION + 1) throw tooLong();
  const result = toExponent(value, exponent, rounding);
  if (digitsOf(result.digits) > PRECISION) throw tooLong();
  return result;
}

function tooLong(): Error {
  return invalidOperation(`A decimal would have more than ${PRECISION} digits.`);
}

function roundsUp(whole: bigint, rest: bigint, unit: bigint, rounding: Rounding, negative: boolean): boolean {
  if (rest === 0n) return false;
  const half = rest * 2n - unit;
  switch (rounding) {
    case 'ROUND_HALF_EVEN':
      return half > 0n || (half === 0n && whole % 2n === 1n);
    case 'ROUND_HALF_UP':
      return half >= 0n;
    case 'ROUND_HALF_DOWN':
      return half > 0n;
    case 'ROUND_UP':
      return true;
    case 'ROUND_DOWN':
      return false;
    case 'ROUND_CEILING':
      return !negative;
    case 'ROUND_FLOOR':
      return negative;
    case 'ROUND_05UP':
      return whole % 5n === 0n;
  }
}
