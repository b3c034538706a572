/**
 * Exact decimals, as Python's `decimal` has them: digits and an exponent, so `100.0` stays `100.0`. Arithmetic rounds to 28
 * digits, half to even, as Python's default context does.
 */
import { PythonError, valueError } from './python-error';
import { PyObject } from './value';

/** Python's default context. */
const PRECISION = 28;
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
    const magnitude = BigInt(whole + fraction);
    return new Decimal(sign === '-' ? -magnitude : magnitude, scale, sign === '-');
  }

  /** The exact value of a double. */
  static fromDouble(value: number): Decimal {
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

  add(other: Decimal): Decimal {
    const exponent = Math.min(this.exponent, other.exponent);
    const sum = this.scaledTo(exponent) + other.scaledTo(exponent);
    return new Decimal(sum, exponent, sum === 0n ? this.negative && other.negative : sum < 0n).rounded();
  }

  subtract(other: Decimal): Decimal {
    return this.add(new Decimal(-other.digits, other.exponent, !other.negative));
  }

  multiply(other: Decimal): Decimal {
    const negative = this.negative !== other.negative;
    return new Decimal(this.digits * other.digits, this.exponent + other.exponent, negative).rounded();
  }

  /** True division: exact when it has at most 28 digits, with as few digits as needed down to the ideal exponent. */
  divide(other: Decimal): Decimal {
    if (other.digits === 0n) throw new PythonError('ZeroDivisionError', 'A decimal number is divided by zero.');
    const ideal = this.exponent - other.exponent;
    const negative = this.negative !== other.negative;
    if (this.digits === 0n) return new Decimal(0n, ideal, negative);
    const shift = Math.max(0, digitsOf(other.digits) - digitsOf(this.digits) + PRECISION + 1);
    const numerator = magnitude(this.digits) * 10n ** BigInt(shift);
    const divisor = magnitude(other.digits);
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
    return new Decimal(negative ? -quotient : quotient, exponent, negative).rounded();
  }

  /** Quotient cut toward zero, and the rest with the sign of the dividend: `//` and `%` of decimals, unlike those of ints. */
  divideWhole(other: Decimal): { readonly quotient: Decimal; readonly rest: Decimal } {
    if (other.digits === 0n) throw new PythonError('ZeroDivisionError', 'A decimal number is divided by zero.');
    const exponent = Math.min(this.exponent, other.exponent);
    const left = this.scaledTo(exponent);
    const right = other.scaledTo(exponent);
    if (digitsOf(left / right) > PRECISION)
      throw new PythonError('OverflowError', 'A quotient of decimals has more than 28 digits.');
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
    if (this.exponent >= 0) return this.digits * 10n ** BigInt(this.exponent);
    return this.digits / 10n ** BigInt(-this.exponent);
  }

  /** With exactly `places` digits behind the point, half to even. */
  withPlaces(places: number): Decimal {
    if (-this.exponent <= places) return new Decimal(this.scaledTo(-places), -places, this.negative);
    return new Decimal(roundOff(this.digits, -this.exponent - places), -places, this.negative);
  }

  toDouble(): number {
    return Number(this.toString());
  }

  /** Python's text: plain while the exponent is in (-7, 0], scientific otherwise. */
  override toString(): string {
    const digits = magnitude(this.digits).toString();
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

  private scaledTo(exponent: number): bigint {
    return this.digits * 10n ** BigInt(this.exponent - exponent);
  }

  /** Throws `OverflowError` for an exponent that would make the next addition a huge integer. */
  private rounded(): Decimal {
    if (Math.abs(this.exponent) > MAX_EXPONENT)
      throw new PythonError('OverflowError', 'A decimal number has too large an exponent.');
    const excess = digitsOf(this.digits) - PRECISION;
    if (excess <= 0) return this;
    const cut = new Decimal(roundOff(this.digits, excess), this.exponent + excess, this.negative);
    return cut.rounded();
  }
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function digitsOf(value: bigint): number {
  return magnitude(value).toString().length;
}

/** Drops the last `count` digits, half to even. */
function roundOff(value: bigint, count: number): bigint {
  const unit = 10n ** BigInt(count);
  const whole = magnitude(value) / unit;
  const twice = (magnitude(value) % unit) * 2n;
  const up = twice > unit || (twice === unit && whole % 2n === 1n);
  const result = up ? whole + 1n : whole;
  return value < 0n ? -result : result;
}
