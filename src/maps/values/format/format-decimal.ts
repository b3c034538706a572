/** Format specifications of decimals, which differ from those of floats: all digits are kept unless a precision says otherwise. */
import { absolute } from '../big-arithmetic';
import { Decimal, spendDigits } from '../decimal';
import { toExponent } from '../decimal-rounding';
import { checkPlaces } from '../limits';
import { valueError } from '../python-error';
import { exponentText } from './float-digits';
import { grouped, padded, signOf } from './number-text';
import type { Spec } from './spec';

/** Throws `ValueError` for a specification that decimals do not have. */
export function formatDecimal(value: Decimal, spec: Spec): string {
  const type = spec.type ?? 'G';
  const isBad =
    !/^[eEfFgGn%]$/.test(type) ||
    spec.alternate ||
    spec.group === '_' ||
    (spec.zero && spec.alignGiven) ||
    (type === 'n' && spec.group !== undefined);
  if (isBad) throw valueError('A format specification does not fit a decimal number.');
  checkPlaces(spec.precision ?? 0);
  spendDigits(value.length);
  const moved = type === '%' ? new Decimal(value.digits, value.exponent + 2, value.negative) : value;
  const rounded = roundedFor(moved, type.toLowerCase(), spec.precision);
  const digits = digitsOf(rounded, type, spec.precision) + (type === '%' ? '%' : '');
  const sign = signOf(rounded.negative && !(spec.noNegativeZero && rounded.digits === 0n), spec.sign);
  const isZeroPadded = spec.fill === '0' && spec.align === '=';
  const least = isZeroPadded ? spec.width - sign.length : 0;
  const text = spec.group === undefined ? digits : grouped(digits, spec.group, 3, least);
  return padded({ sign, digits: text }, spec.fill, spec.align, spec.width);
}

function roundedFor(value: Decimal, type: string, precision: number | undefined): Decimal {
  if (precision === undefined) {
    const isWholeZero = value.digits === 0n && value.exponent > 0;
    return isWholeZero && (type === 'f' || type === '%') ? toExponent(value, 0, 'ROUND_HALF_EVEN') : value;
  }
  if (type === 'f' || type === '%') return toExponent(value, -precision, 'ROUND_HALF_EVEN');
  if (type === 'e') return value.digits === 0n ? value : withDigits(value, precision + 1);
  return value.rounded(Math.max(1, precision));
}

/** With exactly so many digits. */
function withDigits(value: Decimal, count: number): Decimal {
  const rounded = toExponent(value, value.adjusted + 1 - count, 'ROUND_HALF_EVEN');
  return rounded.length > count ? toExponent(rounded, rounded.adjusted + 1 - count, 'ROUND_HALF_EVEN') : rounded;
}

function digitsOf(value: Decimal, type: string, precision: number | undefined): string {
  const digits = absolute(value.digits).toString();
  const left = value.exponent + digits.length;
  const point = pointOf(value, type.toLowerCase(), left, precision);
  const whole = point <= 0 ? '0' : digits.slice(0, point).padEnd(point, '0');
  const fraction = point <= 0 ? '0'.repeat(-point) + digits : digits.slice(point);
  const power = left - point;
  const letter = type === 'E' || type === 'G' ? 'E' : 'e';
  const exponent = power !== 0 || letter === type || type === 'e' ? exponentText(power, letter, 1) : '';
  return whole + (fraction === '' ? '' : `.${fraction}`) + exponent;
}

/** How many digits stand before the point. */
function pointOf(value: Decimal, type: string, left: number, precision: number | undefined): number {
  if (type === 'f' || type === '%') return left;
  if (type === 'e') return value.digits === 0n && precision !== undefined ? 1 - precision : 1;
  return value.exponent <= 0 && left > -6 ? left : 1;
}
