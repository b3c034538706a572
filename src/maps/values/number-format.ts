/** Numbers as text with a sign, digits behind the point and groups: what format specifications and `%` formatting share. */
import { Decimal } from './decimal';
import { floatText } from './float-text';
import { checkText } from './limits';
import { typeError, unsupported } from './python-error';
import { Float, isInt, typeName, type Int, type Value } from './value';

/** A number cut into what padding goes between: sign (with a prefix such as `0x`) and digits. */
export interface NumberText {
  readonly sign: string;
  readonly digits: string;
}

export type SignStyle = '-' | '+' | ' ';

/** More digits than any double or decimal column has. */
const MAX_PLACES = 1000;

/** An integer in base 2, 8, 10 or 16; `prefix` as `0x`. */
export function formatInt(value: Int, base: number, style: SignStyle, prefix: string): NumberText {
  const big = BigInt(value);
  return { sign: signOf(big < 0n, style) + prefix, digits: (big < 0n ? -big : big).toString(base) };
}

/** Integers are formatted as floats where digits behind the point are asked for. */
export function asReal(value: Value): Value {
  return value instanceof Decimal || value instanceof Float ? value : new Float(exactOf(value).toDouble());
}

/** With `places` digits behind the point, half to even on the exact value. */
export function formatFixed(value: Value, places: number, style: SignStyle): NumberText {
  const special = specialText(value, style);
  if (special) return special;
  const text = plainDigits(exactOf(value).withPlaces(checkPlaces(places)));
  return split(text, style);
}

/** `1.50e+03`, with `places` digits behind the point. */
export function formatScientific(value: Value, places: number, style: SignStyle): NumberText {
  const special = specialText(value, style);
  if (special) return special;
  const exact = exactOf(value);
  checkPlaces(places);
  const size = exact.digits < 0n ? -exact.digits : exact.digits;
  if (size === 0n)
    return { sign: signOf(exact.negative, style), digits: withPoint('0'.repeat(places + 1)) + exponentText(value, 0) };
  let power = size.toString().length - 1 + exact.exponent;
  let mantissa = digitsAt(exact, places - power);
  if (mantissa.length > places + 1) mantissa = digitsAt(exact, places - ++power);
  return { sign: signOf(exact.negative, style), digits: withPoint(mantissa) + exponentText(value, power) };
}

/** Floats have two digits of exponent at least, decimals as many as needed. */
function exponentText(value: Value, power: number): string {
  const width = value instanceof Decimal ? 1 : 2;
  return `e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(width, '0')}`;
}

/** The text without a format: `repr` of a float, the digits of a decimal. */
export function formatPlain(value: Float | Decimal, style: SignStyle): NumberText {
  return split(value instanceof Float ? floatText(value.value) : value.toString(), style);
}

/** Puts `separator` between groups of digits before the point. */
export function grouped(digits: string, separator: string, size: number): string {
  const match = /^[0-9a-fA-F]+/.exec(digits);
  if (!match) return digits;
  const whole = match[0];
  let out = whole.slice(0, whole.length % size);
  for (let i = whole.length % size; i < whole.length; i += size) {
    out += (out === '' ? '' : separator) + whole.slice(i, i + size);
  }
  return out + digits.slice(whole.length);
}

/** The value as an exact decimal; throws `TypeError` for what is no number. */
export function exactOf(value: Value): Decimal {
  if (value instanceof Decimal) return value;
  if (value instanceof Float) return Decimal.fromDouble(value.value);
  if (typeof value === 'boolean') return new Decimal(value ? 1n : 0n, 0);
  if (isInt(value)) return new Decimal(BigInt(value), 0);
  throw typeError(`A number is needed here, not \`${typeName(value)}\`.`);
}

function specialText(value: Value, style: SignStyle): NumberText | null {
  if (!(value instanceof Float) || Number.isFinite(value.value)) return null;
  return split(floatText(value.value), style);
}

function split(text: string, style: SignStyle): NumberText {
  const negative = text.startsWith('-');
  return { sign: signOf(negative, style), digits: negative ? text.slice(1) : text };
}

function signOf(negative: boolean, style: SignStyle): string {
  if (negative) return '-';
  return style === '-' ? '' : style;
}

function checkPlaces(places: number): number {
  if (places > MAX_PLACES) throw unsupported(`A precision of more than ${MAX_PLACES} digits`);
  checkText(places);
  return places;
}

/** Never scientific: the exponent of a decimal cut to places is not positive. */
function plainDigits(value: Decimal): string {
  const places = -value.exponent;
  const size = (value.digits < 0n ? -value.digits : value.digits).toString().padStart(places + 1, '0');
  const sign = value.negative ? '-' : '';
  return sign + (places === 0 ? size : `${size.slice(0, -places)}.${size.slice(-places)}`);
}

/** Digits of the value times 10^shift, rounded to an integer. */
function digitsAt(value: Decimal, shift: number): string {
  const moved = new Decimal(value.digits < 0n ? -value.digits : value.digits, value.exponent + shift).withPlaces(0);
  return moved.digits.toString();
}

function withPoint(digits: string): string {
  return digits.length > 1 ? `${digits[0] ?? ''}.${digits.slice(1)}` : digits;
}
