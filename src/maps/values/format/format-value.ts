/** What an f-string makes of a value and its specification: `{amount:.2f}`, `{qty:05d}`, `{name:>10}`. */
import { charactersOf } from '../code-points';
import { DateTime, DateValue } from '../datetime/date-time';
import { strftime } from '../datetime/strftime';
import { TimeValue } from '../datetime/time-value';
import { Decimal } from '../decimal';
import { typeError, valueError } from '../python-error';
import { strOf } from '../text-of';
import { Float, isInt, typeName, type Int, type Value } from '../value';
import { floatDigits } from './float-digits';
import { formatDecimal } from './format-decimal';
import { characterOf, doubleOf, formatInt, grouped, padded, signOf, type NumberText } from './number-text';
import { readSpec, type Spec } from './spec';

const BASES: Readonly<Record<string, { readonly base: number; readonly prefix: string }>> = {
  b: { base: 2, prefix: '0b' },
  o: { base: 8, prefix: '0o' },
  x: { base: 16, prefix: '0x' },
  X: { base: 16, prefix: '0X' },
};

/** `format(value, spec)`. Throws `ValueError` for a specification that does not fit. */
export function formatValue(value: Value, text: string): string {
  if (text === '') return strOf(value);
  if (typeof value === 'string') return formatString(value, readSpec(text, '<'));
  if (typeof value === 'boolean') return formatInteger(value ? 1 : 0, readSpec(text, '>'));
  if (isInt(value)) return formatInteger(value, readSpec(text, '>'));
  if (value instanceof Float) return formatFloat(value.value, readSpec(text, '>'));
  if (value instanceof Decimal) return formatDecimal(value, readSpec(text, '>'));
  if (value instanceof DateTime || value instanceof DateValue || value instanceof TimeValue)
    return strftime(value, text);
  throw typeError(`A \`${typeName(value)}\` takes no format specification.`);
}

function formatString(text: string, spec: Spec): string {
  const isBad =
    (spec.type !== undefined && spec.type !== 's') ||
    spec.signGiven ||
    spec.group !== undefined ||
    spec.alternate ||
    spec.noNegativeZero ||
    spec.align === '=';
  if (isBad) throw valueError('A format specification for numbers is given for a text.');
  const cut = spec.precision === undefined ? text : charactersOf(text).slice(0, spec.precision).join('');
  return padded({ sign: '', digits: cut }, spec.fill, spec.align, spec.width);
}

function formatInteger(value: Int, spec: Spec): string {
  const { type } = spec;
  if (type !== undefined && /^[eEfFgG%]$/.test(type)) return formatFloat(doubleOf(value), spec);
  if (spec.precision !== undefined || spec.noNegativeZero)
    throw valueError('A format specification for fractions is given for an integer.');
  return finished(integerText(value, spec), spec, type !== undefined && Object.hasOwn(BASES, type) ? 4 : 3);
}

function integerText(value: Int, spec: Spec): NumberText {
  const { type, sign } = spec;
  if (type === undefined || type === 'd' || type === 'n') {
    if (type === 'n' && spec.group !== undefined) throw misfit(type);
    return formatInt(value, 10, sign, '');
  }
  const base = Object.hasOwn(BASES, type) ? BASES[type] : undefined;
  if (base) {
    if (spec.group === ',') throw misfit(type);
    const text = formatInt(value, base.base, sign, spec.alternate ? base.prefix : '');
    return type === 'X' ? { sign: text.sign, digits: text.digits.toUpperCase() } : text;
  }
  if (type !== 'c' || spec.signGiven || spec.alternate || spec.group !== undefined) throw misfit(type);
  return { sign: '', digits: characterOf(value) };
}

function formatFloat(value: number, spec: Spec): string {
  const type = spec.type?.toLowerCase();
  if (spec.type !== undefined && !/^[eEfFgGn%]$/.test(spec.type)) throw misfit(spec.type);
  if (spec.type === 'n' && spec.group !== undefined) throw misfit(spec.type);
  const shown = type === '%' ? value * 100 : value;
  const isPlain = type === undefined && spec.precision === undefined;
  const digits = floatDigits(Math.abs(shown), {
    type: isPlain ? 'r' : type === 'e' ? 'e' : type === 'f' || type === '%' ? 'f' : 'g',
    precision: spec.precision ?? 6,
    alternate: spec.alternate,
    keepsFraction: type === undefined,
  });
  const cased = spec.type !== undefined && /[EFG]/.test(spec.type) ? digits.toUpperCase() : digits;
  const negative = shown < 0 || Object.is(shown, -0);
  const isZero = spec.noNegativeZero && !/[1-9a-z]/i.test(digits.replace(/e.*/i, ''));
  const sign = signOf(negative && !isZero, spec.sign);
  return finished({ sign, digits: cased + (type === '%' ? '%' : '') }, spec, 3);
}

/** Groups the digits and fills up to the width. */
function finished(text: NumberText, spec: Spec, size: number): string {
  const least = spec.fill === '0' && spec.align === '=' ? spec.width - text.sign.length : 0;
  const digits = spec.group === undefined ? text.digits : grouped(text.digits, spec.group, size, least);
  return padded({ sign: text.sign, digits }, spec.fill, spec.align, spec.width);
}

function misfit(type: string): Error {
  return valueError(`The format type \`${type}\` does not fit the value or the rest of the specification.`);
}
