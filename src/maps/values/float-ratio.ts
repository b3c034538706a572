/** Floats as exact fractions. */
import { spendWork } from './limits';
import { PythonError, valueError } from './python-error';

/** Units of work. */
const HALVING_WORK = 12;

/** A double as the quotient of two integers, the second a power of two. Throws for NaN and infinity, as Python does. */
export function ratioOf(value: number): { readonly numerator: bigint; readonly denominator: bigint } {
  if (Number.isNaN(value)) throw valueError('A NaN is no quotient of integers.');
  if (!Number.isFinite(value)) throw new PythonError('OverflowError', 'An infinite number is no quotient of integers.');
  let scaled = value;
  let denominator = 1n;
  while (!Number.isInteger(scaled)) {
    spendWork(HALVING_WORK);
    scaled *= 2;
    denominator *= 2n;
  }
  return { numerator: BigInt(scaled), denominator };
}
