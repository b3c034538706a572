/** Powers, roots, exponentials and logarithms of decimals, rounded to 28 digits. */
import { absolute } from './big-arithmetic';
import { Decimal, digitsOf, invalidOperation, PRECISION, spendDigits } from './decimal';
import { checkPower, limitExceeded, spendWork } from './limits';
import { PythonError } from './python-error';

/** Digits behind the point that series are summed with: far more than the 28 that are kept. */
const PLACES = 90;
const ONE = 10n ** BigInt(PLACES);
/** Digits that intermediate results have beyond those that are kept. */
const GUARD = 12;
/** `exp` of a larger number has an exponent that no decimal here has. */
const MAX_EXPONENTIAL = 40_000;

/** `base ** exponent` */
export function decimalPower(base: Decimal, exponent: Decimal): Decimal {
  checkPower(base.truncate());
  checkPower(exponent.truncate());
  const isWhole = exponent.compare(new Decimal(exponent.truncate(), 0)) === 0;
  if (base.digits === 0n) return powerOfZero(base, exponent, isWhole);
  if (isWhole) return wholePower(base, exponent.truncate());
  if (base.negative) throw invalidOperation('A negative decimal has no power that is not whole.');
  if (base.compare(new Decimal(1n, 0)) === 0) return new Decimal(10n ** BigInt(PRECISION - 1), 1 - PRECISION);
  return fullPrecision(exactPower(base, exponent));
}

/** A power of a positive number with far more digits than are kept. */
export function exactPower(base: Decimal, exponent: Decimal): Decimal {
  const logarithm = new Decimal(lnScaled(base), -PLACES);
  return exponential(logarithm.multiply(exponent, PLACES));
}

function powerOfZero(base: Decimal, exponent: Decimal, isWhole: boolean): Decimal {
  if (exponent.digits === 0n) throw invalidOperation('Zero is raised to the power of zero.');
  if (exponent.negative) throw infinite();
  const negative = base.negative && isWhole && exponent.truncate() % 2n !== 0n;
  return new Decimal(0n, 0, negative);
}

function wholePower(base: Decimal, exponent: bigint): Decimal {
  const negative = base.negative && exponent % 2n !== 0n;
  if (base.absolute().compare(new Decimal(1n, 0)) === 0) {
    // `1.00 ** 3` keeps its places threefold, as far as there are digits.
    const places = exponent < 0n ? 0 : Math.min(Number(exponent) * -base.exponent, PRECISION - 1);
    const digits = 10n ** BigInt(Math.max(0, places));
    return new Decimal(negative ? -digits : digits, -Math.max(0, places), negative);
  }
  spendWork(SERIES_WORK / 10);
  const precision = PRECISION + digitsOf(exponent) + GUARD;
  let factor = exponent < 0n ? new Decimal(1n, 0).divide(base, precision) : base;
  let result = new Decimal(1n, 0);
  for (let rest = absolute(exponent); rest > 0n; rest /= 2n) {
    if (rest % 2n === 1n) result = result.multiply(factor, precision);
    if (rest > 1n) factor = factor.multiply(factor, precision);
  }
  return result.rounded();
}

/** Throws `InvalidOperation` for a negative number. */
export function decimalRoot(value: Decimal): Decimal {
  const ideal = Math.floor(value.exponent / 2);
  if (value.digits === 0n) return new Decimal(0n, ideal, value.negative);
  if (value.negative) throw invalidOperation('A negative decimal has no square root.');
  // Twice the digits that are kept, at an even exponent.
  const shift = Math.max(0, 2 * (PRECISION + 2) - value.length);
  const even = shift + (((value.exponent - shift) % 2) + 2) % 2; // prettier-ignore
  spendWork(SERIES_WORK);
  spendDigits(2 * (value.length + even));
  const square = value.digits * 10n ** BigInt(even);
  let root = integerRoot(square);
  let exponent = (value.exponent - even) / 2;
  if (root * root !== square) return new Decimal(root % 5n === 0n ? root + 1n : root, exponent).rounded();
  while (exponent < ideal && root % 10n === 0n) {
    root /= 10n;
    exponent++;
  }
  return new Decimal(root, exponent).rounded();
}

export function decimalExp(value: Decimal): Decimal {
  if (value.digits === 0n) return new Decimal(1n, 0);
  return fullPrecision(exponential(value));
}

/** Natural logarithm. Throws `InvalidOperation` for a negative number. */
export function decimalLn(value: Decimal): Decimal {
  refuseNotPositive(value);
  if (value.compare(new Decimal(1n, 0)) === 0) return new Decimal(0n, 0);
  return new Decimal(lnScaled(value), -PLACES).rounded();
}

/** Decimal logarithm: exact for powers of ten. Throws `InvalidOperation` for a negative number. */
export function decimalLog10(value: Decimal): Decimal {
  refuseNotPositive(value);
  const power = value.normalized();
  if (power.digits === 1n) return new Decimal(BigInt(power.exponent), 0);
  return new Decimal((lnScaled(value) * ONE) / lnTen(), -PLACES).rounded();
}

function refuseNotPositive(value: Decimal): void {
  if (value.digits === 0n) throw infinite();
  if (value.negative) throw invalidOperation('A negative decimal has no logarithm.');
}

/** An inexact result has all 28 digits, zeros at the end included. */
function fullPrecision(value: Decimal): Decimal {
  const rounded = value.rounded();
  const missing = PRECISION - rounded.length;
  return new Decimal(rounded.digits * 10n ** BigInt(missing), rounded.exponent - missing);
}

/** e to the power of a decimal, with `PLACES` digits. */
function exponential(value: Decimal): Decimal {
  spendWork(SERIES_WORK);
  if (value.absolute().compare(new Decimal(BigInt(MAX_EXPONENTIAL), 0)) > 0)
    throw limitExceeded('An exponential of a decimal number is too large.');
  const scaled = value.withPlaces(PLACES).digits;
  const tens = scaled / lnTen();
  // The rest is halved until the series is short, and the result squared as often.
  let rest = scaled - tens * lnTen();
  rest /= 2n ** HALVINGS;
  let sum = ONE;
  let term = ONE;
  for (let i = 1n; term !== 0n; i++) {
    term = (term * rest) / (ONE * i);
    sum += term;
  }
  for (let i = 0n; i < HALVINGS; i++) sum = (sum * sum) / ONE;
  return new Decimal(sum, Number(tens) - PLACES);
}

const HALVINGS = 16n;

/** Units of work for a series or a root with so many digits. */
const SERIES_WORK = 20_000;

/** ln of a positive decimal times 10^`PLACES`. */
function lnScaled(value: Decimal): bigint {
  spendWork(SERIES_WORK);
  const adjusted = value.adjusted;
  const mantissa = new Decimal(value.digits, value.exponent - adjusted).withPlaces(PLACES).digits;
  return lnOfSmall(mantissa) + BigInt(adjusted) * lnTen();
}

let lnTenOnce: bigint | null = null;

function lnTen(): bigint {
  return (lnTenOnce ??= lnOfSmall(10n * ONE));
}

/** ln of a number from 1 to 10: roots bring it near 1, where the series of the area tangent is short. */
function lnOfSmall(scaled: bigint): bigint {
  let near = scaled;
  for (let i = 0n; i < ROOTS; i++) near = integerRoot(near * ONE);
  const ratio = ((near - ONE) * ONE) / (near + ONE);
  const square = (ratio * ratio) / ONE;
  let sum = 0n;
  let power = ratio;
  for (let i = 1n; power !== 0n; i += 2n) {
    sum += power / i;
    power = (power * square) / ONE;
  }
  return 2n * sum * 2n ** ROOTS;
}

const ROOTS = 8n;

/** Newton's iteration, rounded down. */
function integerRoot(value: bigint): bigint {
  if (value < 2n) return value;
  let root = 10n ** BigInt(Math.ceil(digitsOf(value) / 2));
  for (;;) {
    const next = (root + value / root) / 2n;
    if (next >= root) return root;
    root = next;
  }
}

function infinite(): PythonError {
  return new PythonError('Unsupported', 'An infinite decimal is no value that a column can hold.');
}
