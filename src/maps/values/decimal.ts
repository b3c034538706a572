/**
 * Exact decimals, as Python's `decimal` has them: digits and an exponent, so `100.0` stays `100.0`. Arithmetic rounds to 28
 * digits, half to even, as Python's default context does.
 */
import { absolute, roundedQuotient } from './big-arithmetic';
import { bitsOf, limitExceeded, spendBits } from './limits';
import { PythonError, valueError } from './python-error';
import { PyObject } from './value';

/** Python's default context. */
export const PRECISION = 28;
const FORM = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
/** Exponents beyond this come from no real column and would make huge integers when two numbers are aligned. */
const MAX_EXPONENT = 20_000;

export class Decimal extends PyObject {
  readonly typeName = 'Decimal';

  /** The value is `digits` × 10^`exponent`. */
  constructor(
    readonly digits: bigint,
    readonly exponent: number,
    /** The sign of zero: Python prints `-0.0`. */
    readonly negative: boolean = digits < 0n,
  ) {
    super();
  }

  /** Null when the text is no finite decimal number. Throws `ValueError` for an exponent beyond ±20,000. */
  static parse(text: string): Decimal | null {
    const match = FORM.exec(text);
    if (!match) return null;
    const [, sign, whole = '', fraction = '', exponent = '0'] = match;
    if (whole === '' && fraction === '') return null;
    const scale = Number(exponent) - fraction.length;
    if (Math.abs(scale) > MAX_EXPONENT) throw valueError('The exponent of a decimal number is too large.');
    if (whole.length + fraction.length > MAX_EXPONENT) throw valueError('A decimal number has too many digits.');
    spendDigits(whole.length + fraction.length);
    const magnitude = BigInt(whole + fraction);
    return new Decimal(sign === '-' ? -magnitude : magnitude, scale, sign === '-');
  }

  /** The exact value of a double. Throws `ValueError` for NaN, `OverflowError` for infinite ones. */
  static fromDouble(value: number): Decimal {
    if (Number.isNaN(value)) throw valueError('A NaN is no number of digits.');
    if (!Number.isFinite(value)) throw new PythonError('OverflowError', 'An infinite number has no digits.');
    let scaled = value;
    let exponent = 0;
    while (!Number.isInteger(scaled)) {
      scaled *= 2;
      exponent--;
    }
    return new Decimal(BigInt(scaled) * 5n ** BigInt(-exponent), exponent, Object.is(value, -0) || value < 0);
  }

  negate(): Decimal {
    return new Decimal(-this.digits, this.exponent, !this.negative && this.digits !== 0n).rounded();
  }

  /** `+x`: rounded to the precision, and no negative zero. */
  plus(): Decimal {
    return new Decimal(this.digits, this.exponent, this.negative && this.digits !== 0n).rounded();
  }

  absolute(): Decimal {
    return new Decimal(absolute(this.digits), this.exponent, false);
  }

  add(other: Decimal, precision = PRECISION): Decimal {
    const exponent = Math.min(this.exponent, other.exponent);
    const sum = this.scaledTo(exponent) + other.scaledTo(exponent);
    return new Decimal(sum, exponent, sum === 0n ? this.negative && other.negative : sum < 0n).rounded(precision);
  }

  subtract(other: Decimal): Decimal {
    return this.add(new Decimal(-other.digits, other.exponent, !other.negative));
  }

  multiply(other: Decimal, precision = PRECISION): Decimal {
    const negative = this.negative !== other.negative;
    return new Decimal(this.digits * other.digits, this.exponent + other.exponent, negative).rounded(precision);
  }

  /** True division: exact when it has at most 28 digits, with as few digits as needed down to the ideal exponent. */
  divide(other: Decimal, precision = PRECISION): Decimal {
    if (other.digits === 0n) {
      if (this.digits === 0n) throw invalidOperation('Zero is divided by zero.');
      throw zeroDivision();
    }
    const ideal = this.exponent - other.exponent;
    const negative = this.negative !== other.negative;
    if (this.digits === 0n) return new Decimal(0n, ideal, negative);
    const shift = Math.max(0, digitsOf(other.digits) - digitsOf(this.digits) + precision + 1);
    spendDigits(shift + digitsOf(this.digits));
    const numerator = absolute(this.digits) * 10n ** BigInt(shift);
    const divisor = absolute(other.digits);
    let quotient = numerator / divisor;
    let exponent = ideal - shift;
    if (numerator % divisor !== 0n) {
      // A last digit that is not 0 or 5 tells rounding that something follows.
      if (quotient % 5n === 0n) quotient++;
    } else {
      while (exponent < ideal && quotient % 10n === 0n) {
        quotient /= 10n;
        exponent++;
      }
    }
    return new Decimal(negative ? -quotient : quotient, exponent, negative).rounded(precision);
  }

  /** `//`: cut toward zero, and the rest has the sign of the dividend, unlike those of ints. */
  divideWhole(other: Decimal): Decimal {
    if (other.digits === 0n && this.digits !== 0n) throw zeroDivision();
    return this.divided(other).quotient;
  }

  /** `%`. Throws `InvalidOperation` for a divisor of zero, other than `//` does. */
  remainder(other: Decimal): Decimal {
    return this.divided(other).rest;
  }

  private divided(other: Decimal): { readonly quotient: Decimal; readonly rest: Decimal } {
    if (other.digits === 0n) throw invalidOperation('A decimal number is divided by zero.');
    const exponent = Math.min(this.exponent, other.exponent);
    const left = this.scaledTo(exponent);
    const right = other.scaledTo(exponent);
    if (digitsOf(left / right) > PRECISION)
      throw invalidOperation(`A quotient of decimals has more than ${PRECISION} digits.`);
    return {
      quotient: new Decimal(left / right, 0, this.negative !== other.negative).rounded(),
      rest: new Decimal(left % right, exponent, this.negative).rounded(),
    };
  }

  /** Negative, zero or positive. */
  compare(other: Decimal): number {
    const exponent = Math.min(this.exponent, other.exponent);
    const left = this.scaledTo(exponent);
    const right = other.scaledTo(exponent);
    return left < right ? -1 : left > right ? 1 : 0;
  }

  /** Cut toward zero. */
  truncate(): bigint {
    spendDigits(Math.abs(this.exponent));
    if (this.exponent >= 0) return this.digits * 10n ** BigInt(this.exponent);
    return this.digits / 10n ** BigInt(-this.exponent);
  }

  /** With exactly `places` digits behind the point, half to even. */
  withPlaces(places: number): Decimal {
    if (-this.exponent <= places) return new Decimal(this.scaledTo(-places), -places, this.negative);
    spendDigits(-this.exponent - places);
    const digits = roundedQuotient(absolute(this.digits), 10n ** BigInt(-this.exponent - places));
    return new Decimal(this.negative ? -digits : digits, -places, this.negative);
  }

  /** Digits of the coefficient; zero has one. */
  get length(): number {
    return digitsOf(this.digits);
  }

  /** The exponent of the first digit. */
  get adjusted(): number {
    return this.exponent + this.length - 1;
  }

  /** Without zeros at the end. */
  normalized(): Decimal {
    if (this.digits === 0n) return new Decimal(0n, 0, this.negative);
    spendDigits(digitsOf(this.digits));
    const text = this.digits.toString();
    let zeros = 0;
    while (text[text.length - 1 - zeros] === '0') zeros++;
    return new Decimal(this.digits / 10n ** BigInt(zeros), this.exponent + zeros, this.negative);
  }

  toDouble(): number {
    return Number(this.toString());
  }

  /** Python's text: plain while the exponent is in (-7, 0], scientific otherwise. */
  override toString(): string {
    spendDigits(digitsOf(this.digits));
    const digits = absolute(this.digits).toString();
    const sign = this.negative ? '-' : '';
    const point = this.exponent + digits.length;
    if (this.exponent <= 0 && point > -6) {
      if (this.exponent === 0) return sign + digits;
      if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
      return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
    }
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
    const power = point - 1;
    return `${sign}${digits[0] ?? '0'}${fraction}E${power >= 0 ? '+' : ''}${power}`;
  }

  /** The coefficient at a smaller exponent. */
  scaledTo(exponent: number): bigint {
    if (exponent === this.exponent) return this.digits;
    spendDigits(this.exponent - exponent);
    return this.digits * 10n ** BigInt(this.exponent - exponent);
  }

  /** Throws `LimitExceeded` for an exponent that would make the next addition a huge integer. */
  rounded(precision = PRECISION): Decimal {
    if (Math.abs(this.exponent) > MAX_EXPONENT) throw limitExceeded('A decimal number has too large an exponent.');
    const excess = digitsOf(this.digits) - precision;
    if (excess <= 0) return this;
    spendDigits(excess);
    const digits = roundedQuotient(absolute(this.digits), 10n ** BigInt(excess));
    return new Decimal(this.negative ? -digits : digits, this.exponent + excess, this.negative).rounded(precision);
  }
}

export function digitsOf(value: bigint): number {
  const size = absolute(value);
  // Most have few digits, and ten of them fit a double.
  if (size < 10_000_000_000n) return String(Number(size)).length;
  spendDigits(bitsOf(size) / BITS_PER_DIGIT);
  return size.toString().length;
}

const BITS_PER_DIGIT = 3.32;

/** Integers of so many digits are scaled, divided and printed in time that grows with the square. */
export function spendDigits(digits: number): void {
  spendBits(digits * BITS_PER_DIGIT, digits * BITS_PER_DIGIT);
}

/** What Python's decimals call an invalid operation: no result has the 28 digits that there are. */
export function invalidOperation(message: string): PythonError {
  return new PythonError('InvalidOperation', message);
}

function zeroDivision(): PythonError {
  return new PythonError('ZeroDivisionError', 'A decimal number is divided by zero.');
}
