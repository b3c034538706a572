/** Numbers as text: sign, digits, groups and padding, which format specifications and `%` formatting share. */
import { charactersOf } from '../code-points';
import { Decimal } from '../decimal';
import { bitsOf, limitExceeded, MAX_INTEGER_DIGITS, spendBits, spendCharacters } from '../limits';
import { PythonError, typeError } from '../python-error';
import { Float, isInt, typeName, type Int, type Value } from '../value';

/** A number cut into what padding goes between: sign (with a prefix such as `0x`) and digits. */
export interface NumberText {
  readonly sign: string;
  readonly digits: string;
}

export type SignStyle = '-' | '+' | ' ';

/** An integer in base 2, 8, 10 or 16; `prefix` as `0x`. */
export function formatInt(value: Int, base: number, style: SignStyle, prefix: string): NumberText {
  const big = BigInt(value);
  if (base === 10 && bitsOf(big) > MAX_INTEGER_DIGITS * 3.33)
    throw limitExceeded(`An integer has more than ${MAX_INTEGER_DIGITS} digits.`);
  const size = bitsOf(big);
  spendCharacters(size);
  if (base === 10) spendBits(size, size);
  return { sign: signOf(big < 0n, style) + prefix, digits: (big < 0n ? -big : big).toString(base) };
}

export function signOf(negative: boolean, style: SignStyle): string {
  if (negative) return '-';
  return style === '-' ? '' : style;
}

/** Puts `separator` between groups of digits before the point. `least`: characters, filled with zeros in front. */
export function grouped(text: string, separator: string, size: number, least: number): string {
  const whole = /^[0-9a-fA-F]*/.exec(text)?.[0] ?? '';
  const rest = text.slice(whole.length);
  const join = (digits: string): string => {
    const first = digits.length % size;
    const groups = digits.slice(first).match(new RegExp(`.{${size}}`, 'g')) ?? [];
    return [...(first > 0 ? [digits.slice(0, first)] : []), ...groups].join(separator);
  };
  let digits = whole;
  while (whole !== '' && join(digits).length + rest.length < least) {
    // As many zeros as certainly fit, then one by one.
    const missing = least - join(digits).length - rest.length;
    digits = '0'.repeat(Math.max(1, Math.floor((missing * size) / (size + 1)) - 1)) + digits;
  }
  return join(digits) + rest;
}

/** Fills up to the width: `=` between sign and digits. */
export function padded(text: NumberText, fill: string, align: string, width: number): string {
  const missing = width - charactersOf(text.sign + text.digits).length;
  if (missing <= 0) return text.sign + text.digits;
  if (align === '=') return text.sign + fill.repeat(missing) + text.digits;
  const left = align === '^' ? Math.floor(missing / 2) : align === '<' ? 0 : missing;
  return fill.repeat(left) + text.sign + text.digits + fill.repeat(missing - left);
}

/** The double that an integer or decimal is formatted as. Throws `TypeError` for what is no number. */
export function doubleOf(value: Value): number {
  if (value instanceof Float) return value.value;
  if (value instanceof Decimal) return value.toDouble();
  if (typeof value !== 'boolean' && !isInt(value))
    throw typeError(`A number is needed here, not \`${typeName(value)}\`.`);
  const double = Number(value);
  if (!Number.isFinite(double)) throw new PythonError('OverflowError', 'An integer is too large to become a float.');
  return double;
}

/** The character of a number. Throws `OverflowError` for one that is none. */
export function characterOf(value: Int): string {
  if (value < 0 || value > HIGHEST_CODE_POINT)
    throw new PythonError('OverflowError', 'A number is no character in Unicode.');
  return String.fromCodePoint(Number(value));
}

const HIGHEST_CODE_POINT = 0x10ffff;
