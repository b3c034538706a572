/** Digits of a double without its sign, in the forms `e`, `f`, `g` and `r` (the shortest), correctly rounded. */
import { Decimal } from '../decimal';
import { floatText } from '../float-text';
import { checkPlaces, spendWork } from '../limits';

export interface FloatStyle {
  readonly type: 'e' | 'f' | 'g' | 'r';
  /** Digits behind the point; for `g` all digits. */
  readonly precision: number;
  /** Keeps the point, and for `g` zeros at the end. */
  readonly alternate: boolean;
  /** `g` as `repr` would: `.0` behind a whole number, and an exponent one digit earlier. */
  readonly keepsFraction: boolean;
}

/** Units of work. */
const EXACT_WORK = 6000;

/** `value`: not negative. */
export function floatDigits(value: number, style: FloatStyle): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : 'inf';
  checkPlaces(style.precision);
  // The digits of the exact value, up to 1,074 of them, are worked out in any case.
  if (style.type !== 'r') spendWork(EXACT_WORK);
  if (style.type === 'r') return withPoint(floatText(value), style.alternate);
  const exact = Decimal.fromDouble(value);
  if (style.type === 'f') return withPoint(fixedDigits(exact, style.precision), style.alternate);
  if (style.type === 'e') return withPoint(scientificDigits(exact, style.precision, 2), style.alternate);
  return generalDigits(exact, style);
}

/** With `places` digits behind the point, half to even on the exact value. */
function fixedDigits(value: Decimal, places: number): string {
  const digits = value
    .withPlaces(places)
    .digits.toString()
    .padStart(places + 1, '0');
  return places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** `1.50e+03`, with `places` digits behind the point and at least `width` of the exponent. */
function scientificDigits(value: Decimal, places: number, width: number): string {
  const { mantissa, power } = rounded(value, places);
  const fraction = mantissa.slice(1);
  return `${mantissa.charAt(0)}${fraction === '' ? '' : `.${fraction}`}${exponentText(power, 'e', width)}`;
}

export function exponentText(power: number, letter: string, width: number): string {
  return `${letter}${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(width, '0')}`;
}

function generalDigits(value: Decimal, style: FloatStyle): string {
  const count = Math.max(1, style.precision);
  const { power } = rounded(value, count - 1);
  if (power < -4 || power >= count - (style.keepsFraction ? 1 : 0)) {
    const text = scientificDigits(value, count - 1, 2);
    if (style.alternate) return withPoint(text, true);
    return text.replace(/\.?0*e/, (end) => (text.includes('.') ? 'e' : end));
  }
  const text = fixedDigits(value, count - 1 - power);
  if (style.alternate) return withPoint(text, true);
  const short = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  return style.keepsFraction && !short.includes('.') ? `${short}.0` : short;
}

/** The first `places` + 1 digits, rounded, and the exponent of the first one. */
function rounded(value: Decimal, places: number): { readonly mantissa: string; readonly power: number } {
  if (value.digits === 0n) return { mantissa: '0'.repeat(places + 1), power: 0 };
  const at = (power: number): string =>
    new Decimal(value.digits, value.exponent + places - power).withPlaces(0).digits.toString();
  const power = value.adjusted;
  const mantissa = at(power);
  return mantissa.length > places + 1 ? { mantissa: at(power + 1), power: power + 1 } : { mantissa, power };
}

/** A point behind the digits where there is none. */
function withPoint(text: string, wanted: boolean): string {
  return wanted && !text.includes('.') ? text.replace(/^\d+/, (digits) => `${digits}.`) : text;
}
