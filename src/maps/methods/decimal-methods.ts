/** Methods of decimals: those that make sense for one number of a record. */
import { bindArguments, counted, MethodValue, type Keywords } from '../values/callable';
import { absolute } from '../values/big-arithmetic';
import { Decimal, digitsOf, invalidOperation, PRECISION, spendDigits } from '../values/decimal';
import { decimalExp, decimalLn, decimalLog10, decimalRoot } from '../values/decimal-power';
import { quantize, roundingOf, toExponent } from '../values/decimal-rounding';
import { spendItems } from '../values/limits';
import { NamedTuple } from '../values/named-tuple';
import { PythonError, typeError } from '../values/python-error';
import { Float, isInt, toInt, Tuple, typeName, type Value } from '../values/value';
import { binds, plain, takes, type Method, type Methods, type Properties } from './method';

export const DECIMAL_PROPERTIES: Properties<Decimal> = new Map<string, (self: Decimal) => Value>([
  ['real', (self) => self],
  ['imag', () => new Decimal(0n, 0)],
]);

type OfTwo = (self: Decimal, other: Decimal) => Value;

/** A method of another decimal (or integer), which may be given by the name `other`. */
function withOther(name: string, call: OfTwo): [string, Method<Decimal>] {
  return [
    name,
    binds((self, args, keywords) => {
      const [other] = bindArguments(`\`${name}\``, ['other', 'context'], args, keywords);
      return call(self, decimalOf(other, name));
    }),
  ];
}

export const DECIMAL_METHODS: Methods<Decimal> = new Map<string, Method<Decimal>>([
  ['adjusted', plain((self) => (self.digits === 0n ? self.exponent : self.adjusted))],
  ['as_integer_ratio', plain(ratio)],
  ['as_tuple', plain(parts)],
  ['canonical', plain((self) => self)],
  ['conjugate', plain((self) => self)],
  ['copy_abs', plain((self) => self.absolute())],
  ['copy_negate', plain((self) => withSign(self, !self.negative))],
  ['exp', plain(decimalExp)],
  ['ln', plain(decimalLn)],
  ['log10', plain(decimalLog10)],
  ['sqrt', plain(decimalRoot)],
  ['logb', plain(exponentOf)],
  ['normalize', plain((self) => self.rounded().normalized())],
  ['next_plus', plain((self) => neighbour(self, 1))],
  ['next_minus', plain((self) => neighbour(self, -1))],
  ['radix', plain(() => new Decimal(10n, 0))],
  ['number_class', plain(numberClass)],
  ['to_eng_string', plain(engineering)],
  ['is_zero', plain((self) => self.digits === 0n)],
  ['is_signed', plain((self) => self.negative)],
  ['is_normal', plain((self) => self.digits !== 0n)],
  ...['is_finite', 'is_canonical'].map((name): [string, Method<Decimal>] => [name, plain(() => true)]),
  ...['is_infinite', 'is_nan', 'is_qnan', 'is_snan', 'is_subnormal'].map((name): [string, Method<Decimal>] => [
    name,
    plain(() => false),
  ]),
  ...['to_integral', 'to_integral_value', 'to_integral_exact'].map((name): [string, Method<Decimal>] => [
    name,
    binds((self, args, keywords) => whole(self, args, keywords)),
  ]),
  ['quantize', binds(quantizeTo)],
  ['fma', binds(fusedMultiply)],
  ['scaleb', takes(1, 1, (self, [by]) => scaled(self, decimalOf(by, 'scaleb')))],
  ['shift', takes(1, 1, (self, [by]) => shifted(self, decimalOf(by, 'shift')))],
  ['rotate', takes(1, 1, (self, [by]) => rotated(self, decimalOf(by, 'rotate')))],
  withOther('compare', (self, other) => new Decimal(BigInt(Math.sign(self.compare(other))), 0)),
  withOther('compare_signal', (self, other) => new Decimal(BigInt(Math.sign(self.compare(other))), 0)),
  withOther('compare_total', (self, other) => new Decimal(BigInt(totalOrder(self, other)), 0)),
  withOther(
    'compare_total_mag',
    (self, other) => new Decimal(BigInt(totalOrder(self.absolute(), other.absolute())), 0),
  ),
  withOther('copy_sign', (self, other) => withSign(self, other.negative)),
  withOther('max', (self, other) => extreme(self, other, self.compare(other), 1)),
  withOther('min', (self, other) => extreme(self, other, self.compare(other), -1)),
  withOther('max_mag', (self, other) => extreme(self, other, self.absolute().compare(other.absolute()), 1)),
  withOther('min_mag', (self, other) => extreme(self, other, self.absolute().compare(other.absolute()), -1)),
  withOther('next_toward', (self, other) => {
    const order = self.compare(other);
    return order === 0 ? withSign(self, other.negative) : neighbour(self, order < 0 ? 1 : -1);
  }),
  withOther('remainder_near', remainderNear),
  withOther('same_quantum', (self, other) => self.exponent === other.exponent),
]);

/** Integers count as decimals here, floats do not. */
function decimalOf(value: Value | undefined, name: string): Decimal {
  if (value instanceof Decimal) return value;
  if (typeof value === 'boolean') return new Decimal(value ? 1n : 0n, 0);
  if (value !== undefined && isInt(value)) return new Decimal(BigInt(value), 0);
  throw typeError(
    `\`${name}\` needs a decimal or an integer${value === undefined ? '' : `, not \`${typeName(value)}\``}.`,
  );
}

/** `Decimal.from_float` */
function decimalFromFloat([value]: readonly Value[]): Decimal {
  if (value instanceof Decimal) throw typeError('`from_float` needs a float or an integer.');
  if (!(value instanceof Float)) return decimalOf(value, 'from_float');
  if (Number.isFinite(value.value)) return Decimal.fromDouble(value.value);
  throw new PythonError('Unsupported', 'An infinite decimal is no value that a column can hold.');
}

function withSign(value: Decimal, negative: boolean): Decimal {
  const size = absolute(value.digits);
  return new Decimal(negative ? -size : size, value.exponent, negative);
}

function ratio(self: Decimal): Tuple {
  if (self.exponent >= 0) return new Tuple([toInt(self.truncate()), 1]);
  let numerator = self.digits;
  spendDigits(-self.exponent);
  let denominator = 10n ** BigInt(-self.exponent);
  for (const prime of [2n, 5n]) {
    while (numerator % prime === 0n && denominator % prime === 0n) {
      spendDigits(-self.exponent);
      numerator /= prime;
      denominator /= prime;
    }
  }
  return new Tuple([toInt(numerator), toInt(denominator)]);
}

/** A digit that becomes a number of a tuple costs what so many items of a list do. */
const TUPLE_ITEMS = 4;

function parts(self: Decimal): NamedTuple {
  spendItems(TUPLE_ITEMS * self.length);
  const digits = Array.from(absolute(self.digits).toString(), Number);
  return new NamedTuple('DecimalTuple', 'DecimalTuple', ['sign', 'digits', 'exponent'], [
    self.negative ? 1 : 0,
    new Tuple(digits),
    self.exponent,
  ]); // prettier-ignore
}

function exponentOf(self: Decimal): Decimal {
  if (self.digits === 0n) throw new PythonError('ZeroDivisionError', 'Zero has no logarithm.');
  return new Decimal(BigInt(self.adjusted), 0);
}

function numberClass(self: Decimal): string {
  return `${self.negative ? '-' : '+'}${self.digits === 0n ? 'Zero' : 'Normal'}`;
}

/** Rounded to an integer where there is a fraction; a decimal without one stays as it is. */
function whole(self: Decimal, args: readonly Value[], keywords: Keywords): Decimal {
  const [rounding] = bindArguments('`to_integral_value`', ['rounding', 'context'], args, keywords);
  const way = roundingOf(rounding);
  return self.exponent >= 0 ? self : toExponent(self, 0, way);
}

function quantizeTo(self: Decimal, args: readonly Value[], keywords: Keywords): Decimal {
  const [exponent, rounding] = bindArguments('`quantize`', ['exp', 'rounding', 'context'], args, keywords);
  const way = roundingOf(rounding);
  return quantize(self, decimalOf(exponent, 'quantize').exponent, way);
}

function fusedMultiply(self: Decimal, args: readonly Value[], keywords: Keywords): Decimal {
  const [factor, summand] = bindArguments('`fma`', ['other', 'third', 'context'], args, keywords);
  return self.multiply(decimalOf(factor, 'fma'), Infinity).add(decimalOf(summand, 'fma'));
}

function wholeNumber(value: Decimal, most: number): number {
  const count = Number(value.truncate());
  if (value.exponent !== 0 || Math.abs(count) > most)
    throw invalidOperation('A whole decimal within limits is needed.');
  return count;
}

/** Largest exponent that `scaleb` takes: twice Python's largest exponent and precision. */
const MAX_SCALE = 2 * (999_999 + PRECISION);

function scaled(self: Decimal, by: Decimal): Decimal {
  return new Decimal(self.digits, self.exponent + wholeNumber(by, MAX_SCALE), self.negative).rounded();
}

/** Digits move within the 28 that there are; what falls out is gone. */
function shifted(self: Decimal, by: Decimal): Decimal {
  const count = wholeNumber(by, PRECISION);
  const size = absolute(self.digits) % 10n ** BigInt(PRECISION);
  const moved = count < 0 ? size / 10n ** BigInt(-count) : (size * 10n ** BigInt(count)) % 10n ** BigInt(PRECISION);
  return new Decimal(self.negative ? -moved : moved, self.exponent, self.negative);
}

function rotated(self: Decimal, by: Decimal): Decimal {
  const count = (wholeNumber(by, PRECISION) + PRECISION) % PRECISION;
  const digits = absolute(self.digits).toString().slice(-PRECISION).padStart(PRECISION, '0');
  const moved = BigInt(digits.slice(count) + digits.slice(0, count));
  return new Decimal(self.negative ? -moved : moved, self.exponent, self.negative);
}

/** Orders equal numbers by their exponents, too. */
function totalOrder(left: Decimal, right: Decimal): number {
  if (left.negative !== right.negative) return left.negative ? -1 : 1;
  const order = Math.sign(left.compare(right));
  if (order !== 0) return order;
  const byExponent = Math.sign(left.exponent - right.exponent);
  return left.negative ? -byExponent + 0 : byExponent;
}

function extreme(left: Decimal, right: Decimal, order: number, wanted: 1 | -1): Decimal {
  const decided = order === 0 ? totalOrder(left, right) : order;
  return (decided * wanted >= 0 ? left : right).rounded();
}

/** The next decimal of 28 digits in a direction. */
function neighbour(self: Decimal, direction: 1 | -1): Decimal {
  if (self.digits === 0n) return new Decimal(BigInt(direction), SMALLEST_EXPONENT).rounded();
  const size = 10n ** BigInt(PRECISION - 1);
  const full = new Decimal(self.digits * 10n ** BigInt(Math.max(0, PRECISION - self.length)), self.exponent - Math.max(0, PRECISION - self.length), self.negative); // prettier-ignore
  const rounding = direction > 0 ? 'ROUND_FLOOR' : 'ROUND_CEILING';
  const cut = full.length > PRECISION ? toExponent(full, full.exponent + full.length - PRECISION, rounding) : full;
  const inward = cut.negative === direction > 0 && absolute(cut.digits) === size;
  // Below a power of ten the neighbours are ten times as near.
  if (inward && cut.compare(self) === 0)
    return new Decimal(cut.digits * 10n + BigInt(direction), cut.exponent - 1, cut.negative);
  return new Decimal(cut.digits + BigInt(direction), cut.exponent, cut.negative).rounded();
}

/** Python's smallest exponent less 27 digits: no decimal here has it, so the neighbour of zero is refused. */
const SMALLEST_EXPONENT = -1_000_026;

/** The rest of the quotient that is nearest, half to even. */
function remainderNear(self: Decimal, other: Decimal): Decimal {
  if (other.digits === 0n) throw invalidOperation('A decimal number is divided by zero.');
  const exponent = Math.min(self.exponent, other.exponent);
  const left = self.scaledTo(exponent);
  const right = absolute(other.scaledTo(exponent));
  let quotient = absolute(left) / right;
  let rest = absolute(left) % right;
  if (2n * rest > right || (2n * rest === right && quotient % 2n === 1n)) {
    quotient++;
    rest -= right;
  }
  if (digitsOf(quotient) > PRECISION) throw invalidOperation(`A quotient has more than ${PRECISION} digits.`);
  const signed = self.negative ? -rest : rest;
  return new Decimal(signed, exponent, signed === 0n ? self.negative : signed < 0n).rounded();
}

/** Like `str`, with exponents that three divides. */
function engineering(self: Decimal): string {
  const digits = absolute(self.digits).toString();
  const sign = self.negative ? '-' : '';
  const left = self.exponent + digits.length;
  if (self.exponent <= 0 && left > -6) return self.toString();
  const point = self.digits === 0n ? (((left + 1) % 3) + 3) % 3 - 1 : (((left - 1) % 3) + 3) % 3 + 1; // prettier-ignore
  const whole = point <= 0 ? '0' : digits.slice(0, point).padEnd(point, '0');
  const fraction = point <= 0 ? '0'.repeat(-point) + digits : digits.slice(point);
  const power = left - point;
  return `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}${power === 0 ? '' : `E${power > 0 ? '+' : ''}${power}`}`;
}

export const DECIMAL_CLASS_ATTRIBUTES: ReadonlyMap<string, Value> = new Map([
  ['from_float', new MethodValue('from_float', counted('from_float', 1, 1, decimalFromFloat), 'type')],
]);
