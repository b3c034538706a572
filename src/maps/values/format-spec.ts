/** The format specification mini-language of f-strings: `{amount:.2f}`, `{qty:05d}`, `{name:>10}`. */
import { charactersOf } from './code-points';
import { DateTime, DateValue } from './datetime/date-time';
import { strftime } from './datetime/strftime';
import { Decimal } from './decimal';
import { checkText } from './limits';
import {
  asReal,
  exactOf, formatFixed, formatInt, formatPlain, formatScientific, grouped, type NumberText, type SignStyle,
} from './number-format'; // prettier-ignore
import { unsupported, valueError } from './python-error';
import { strOf } from './text-of';
import { Float, isInt, typeName, type Value } from './value';

const FORM = /^(?:(.)?([<>=^]))?([-+ ])?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/su;
const BASES: Readonly<Record<string, { readonly base: number; readonly prefix: string }>> = {
  b: { base: 2, prefix: '0b' },
  o: { base: 8, prefix: '0o' },
  x: { base: 16, prefix: '0x' },
  X: { base: 16, prefix: '0X' },
};

interface Spec {
  readonly fill: string;
  readonly align: string | undefined;
  readonly sign: SignStyle;
  readonly alternate: boolean;
  readonly width: number;
  readonly group: string | undefined;
  readonly precision: number | undefined;
  readonly type: string | undefined;
}

/** `format(value, spec)`. Throws `ValueError` for a specification that does not fit. */
export function formatValue(value: Value, text: string): string {
  if (value instanceof DateTime || value instanceof DateValue)
    return text === '' ? strOf(value) : strftime(value, text);
  if (text === '') return strOf(value);
  const spec = readSpec(text);
  checkText(spec.width);
  if (typeof value === 'boolean' && spec.type !== undefined) return formatNumber(value ? 1 : 0, spec);
  if (isInt(value) || value instanceof Float || value instanceof Decimal) return formatNumber(value, spec);
  if (typeof value === 'string' || typeof value === 'boolean') return formatString(strOf(value), spec);
  throw valueError(`A \`${typeName(value)}\` takes no format specification.`);
}

function readSpec(text: string): Spec {
  const match = FORM.exec(text);
  if (!match) throw valueError('A format specification is not valid.');
  const [, fill, align, sign, alternate, zero, width, group, precision, type] = match;
  return {
    fill: fill ?? (zero ? '0' : ' '),
    align: align ?? (zero ? '=' : undefined),
    sign: sign === '+' || sign === ' ' ? sign : '-',
    alternate: alternate !== undefined,
    width: Number(width ?? 0),
    group,
    precision: precision === undefined ? undefined : Number(precision),
    type,
  };
}

function formatString(text: string, spec: Spec): string {
  if ((spec.type !== undefined && spec.type !== 's') || spec.sign !== '-' || spec.group !== undefined) {
    throw valueError('A format specification for numbers is given for a text.');
  }
  const characters = charactersOf(text);
  const cut = spec.precision === undefined ? text : characters.slice(0, spec.precision).join('');
  // `=` without an explicit number comes from a leading zero, which pads texts on the right.
  const align = spec.align === '=' || spec.align === undefined ? '<' : spec.align;
  return padded({ sign: '', digits: cut }, { ...spec, align });
}

function formatNumber(value: Value, spec: Spec): string {
  const parts = numberParts(value, spec);
  const size = spec.type !== undefined && Object.hasOwn(BASES, spec.type) ? 4 : 3;
  const digits = spec.group === undefined ? parts.digits : grouped(parts.digits, spec.group, size);
  if (spec.group !== undefined && spec.fill === '0' && spec.align === '=') {
    throw unsupported('Zero padding together with groups of digits');
  }
  return padded({ sign: parts.sign, digits }, { ...spec, align: spec.align ?? '>' });
}

function numberParts(value: Value, spec: Spec): NumberText {
  const { type, sign } = spec;
  if (isInt(value)) {
    if (type === undefined || type === 'd' || type === 'n') return formatInt(value, 10, sign, '');
    const base = Object.hasOwn(BASES, type) ? BASES[type] : undefined;
    if (base) {
      const text = formatInt(value, base.base, sign, spec.alternate ? base.prefix : '');
      return type === 'X' ? { sign: text.sign, digits: text.digits.toUpperCase() } : text;
    }
    if (type === 'c') return { sign: '', digits: String.fromCodePoint(Number(value)) };
  }
  if (type === undefined && spec.precision === undefined && (value instanceof Float || value instanceof Decimal)) {
    return formatPlain(value, sign);
  }
  const places = spec.precision ?? defaultPlaces(value);
  if (type === 'f' || type === 'F') return formatFixed(asReal(value), places, sign);
  if (type === 'e' || type === 'E') {
    const text = formatScientific(asReal(value), spec.precision ?? 6, sign);
    return type === 'E' ? { sign: text.sign, digits: text.digits.toUpperCase() } : text;
  }
  if (type === '%') {
    const hundredfold = timesHundred(value);
    const text = formatFixed(hundredfold, spec.precision ?? defaultPlaces(hundredfold), sign);
    return { sign: text.sign, digits: `${text.digits}%` };
  }
  if (type === 'g' || type === 'G' || type === 'n' || type === undefined) throw unsupported('The format type `g`');
  throw valueError(`The format type \`${type}\` does not fit a \`${typeName(value)}\`.`);
}

/** A float is multiplied as a float, as in Python; a decimal moves its point. */
function timesHundred(value: Value): Value {
  if (value instanceof Float) return new Float(value.value * 100);
  const exact = exactOf(value);
  const moved = new Decimal(exact.digits, exact.exponent + 2, exact.negative);
  return value instanceof Decimal ? moved : new Float(moved.toDouble());
}

/** A decimal shows its own digits, everything else six. */
function defaultPlaces(value: Value): number {
  return value instanceof Decimal ? Math.max(0, -value.exponent) : 6;
}

function padded(text: NumberText, spec: Spec): string {
  const missing = spec.width - charactersOf(text.sign + text.digits).length;
  if (missing <= 0) return text.sign + text.digits;
  const left = spec.align === '^' ? Math.floor(missing / 2) : spec.align === '<' ? 0 : missing;
  if (spec.align === '=') return text.sign + spec.fill.repeat(missing) + text.digits;
  return spec.fill.repeat(left) + text.sign + text.digits + spec.fill.repeat(missing - left);
}
