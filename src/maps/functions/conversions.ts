/** `int`, `float`, `str`, `bool` and the containers' constructors. */
import { intFromBytes, floatFromHex } from '../methods/number-methods';
import { dictFromKeys, fillDict } from '../methods/dict-methods';
import {
  bindArguments, ClassValue, counted, type FunctionValue, MethodValue, NO_KEYWORDS, type Callable, type Keywords,
} from '../values/callable'; // prettier-ignore
import { isBlank } from '../values/blanks';
import { Dict, PySet } from '../values/containers';
import { Decimal } from '../values/decimal';
import { itemsIn } from '../values/iterate';
import { MAX_INTEGER_DIGITS, spendBits, spendCharacters } from '../values/limits';
import { codecNames, decode } from '../values/encoding/codec';
import { plainDigits } from '../values/unicode-digits';
import { PythonError, typeError, valueError } from '../values/python-error';
import { strOf } from '../values/text-of';
import { isTrue } from '../values/truth';
import { Bytes, Float, isInt, toInt, Tuple, typeName, type Int, type Value } from '../values/value';
import { makeTranslation } from './translation';

const DIGIT_RUN = '\\d(?:_?\\d)*';
const FLOAT_TEXT = new RegExp(
  `^[+-]?(?:(?:${DIGIT_RUN}(?:\\.(?:${DIGIT_RUN})?)?|\\.${DIGIT_RUN})(?:e[+-]?${DIGIT_RUN})?|inf(?:inity)?|nan)$`,
  'i',
);
const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz';

/** Decimals and floats are cut toward zero; text may have blanks around and underscores between digits. */
function toInteger(args: readonly Value[], keywords: Keywords = NO_KEYWORDS): Int {
  const [value, base] = bindArguments('`int`', ['', 'base'], args, keywords);
  if (value === undefined && base !== undefined) throw typeError('`int` takes a base only with a text.');
  if (value === undefined) return 0;
  if (base !== undefined) {
    if (value instanceof Bytes) return parseInteger(Buffer.from(value.data).toString('latin1'), baseOf(base));
    if (typeof value !== 'string') throw typeError('`int` takes a base only with a text.');
    return parseInteger(value, baseOf(base));
  }
  if (typeof value === 'string') return parseInteger(value, 10);
  if (isInt(value)) return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Decimal) return toInt(value.truncate());
  if (value instanceof Float) return truncateFloat(value.value);
  if (value instanceof Bytes) return parseInteger(Buffer.from(value.data).toString('latin1'), 10);
  throw typeError(`\`int\` cannot take a \`${typeName(value)}\`.`);
}

function toFloat(args: readonly Value[]): Float {
  const [value = new Float(0), extra] = args;
  if (extra !== undefined) throw typeError('`float` takes one argument.');
  if (value instanceof Float) return value;
  if (typeof value === 'boolean') return new Float(value ? 1 : 0);
  if (isInt(value)) {
    const double = Number(value);
    if (!Number.isFinite(double)) throw new PythonError('OverflowError', 'An integer is too large to become a float.');
    return new Float(double);
  }
  if (value instanceof Decimal) return new Float(value.toDouble());
  if (typeof value === 'string') return new Float(parseFloatText(value));
  if (value instanceof Bytes) return new Float(parseFloatText(Buffer.from(value.data).toString('latin1')));
  throw typeError(`\`float\` cannot take a \`${typeName(value)}\`.`);
}

function toText(args: readonly Value[], keywords: Keywords = NO_KEYWORDS): string {
  const [only] = args;
  if (only !== undefined && args.length === 1 && keywords.size === 0) return strOf(only);
  const [value, encoding, errors] = bindArguments('`str`', ['object', 'encoding', 'errors'], args, keywords);
  if (value === undefined) return '';
  if (encoding === undefined && errors === undefined) return strOf(value);
  if (value instanceof Bytes) return decode(value.data, ...codecNames('`str`', encoding, errors));
  throw typeError(`\`str\` decodes bytes, not a \`${typeName(value)}\`.`);
}

function parseInteger(text: string, base: number): Int {
  const trimmed = plainDigits(numberText(text));
  const match = /^([+-]?)(0[xXoObB])?(_?[0-9a-zA-Z]+(?:_[0-9a-zA-Z]+)*)$/.exec(trimmed);
  if (!match) throw notAnInteger();
  const [, sign, prefix = '', body = ''] = match;
  const prefixBase = { '0x': 16, '0o': 8, '0b': 2 }[prefix.toLowerCase()];
  // `0b1` in base 16 is three digits, not a prefix.
  const isPrefix = prefixBase !== undefined && (base === 0 || base === prefixBase);
  const used = isPrefix ? prefixBase : base === 0 ? 10 : base;
  if (!isPrefix && body.startsWith('_')) throw notAnInteger();
  const digits = (isPrefix ? body : prefix + body).replaceAll('_', '').toLowerCase();
  if (base === 0 && !isPrefix && /^0+[1-9]/.test(digits)) throw notAnInteger();
  const value = digitsValue(digits, used);
  return toInt(sign === '-' ? -value : value);
}

/** Bits of a digit in base 36, and what the loop over the digits costs beside one multiplication. */
const BITS_PER_DIGIT = 5.2;
const DIGIT_COST = 64 * 10;

function digitsValue(digits: string, base: number): bigint {
  if (base === 10 && digits.length > MAX_INTEGER_DIGITS) {
    throw valueError(`\`int\` was given more than ${MAX_INTEGER_DIGITS} digits.`);
  }
  if (base === 10 && /^\d+$/.test(digits)) {
    spendBits(digits.length * BITS_PER_DIGIT, digits.length * BITS_PER_DIGIT);
    return BigInt(digits);
  }
  let value = 0n;
  const step = BigInt(base);
  if (digits.length > MAX_INTEGER_DIGITS) throw valueError(`\`int\` was given more than ${MAX_INTEGER_DIGITS} digits.`);
  spendBits(digits.length * BITS_PER_DIGIT, digits.length * DIGIT_COST);
  for (const digit of digits) {
    const place = DIGITS.indexOf(digit);
    if (place < 0 || place >= base) throw notAnInteger();
    value = value * step + BigInt(place);
  }
  return value;
}

function baseOf(value: Value): number {
  if (typeof value !== 'boolean' && !isInt(value)) throw typeError('The base of `int` must be an integer.');
  const base = Number(value);
  if (base === 0 || (base >= 2 && base <= 36)) return base;
  throw valueError('The base of `int` must be 0 or between 2 and 36.');
}

function notAnInteger(): PythonError {
  return valueError('`int` was given a text that is not an integer.');
}

function truncateFloat(value: number): Int {
  if (Number.isNaN(value)) throw valueError('`int` cannot take a NaN.');
  if (!Number.isFinite(value)) throw new PythonError('OverflowError', '`int` cannot take an infinite number.');
  return Number.isSafeInteger(Math.trunc(value)) ? Math.trunc(value) + 0 : toInt(BigInt(Math.trunc(value)));
}

/** Longest text that is looked at: more digits than `int` takes in any base, or a float can use, with `_` between them. */
const MAX_NUMBER_TEXT = 10_000;

/** Without the white space around: that of `str.strip` less the separators `\x1c` to `\x1f`. */
function numberText(text: string): string {
  spendCharacters(text.length);
  const isSpace = (unit: number): boolean => isBlank(unit) && !(unit >= 0x1c && unit <= 0x1f);
  let from = 0;
  let to = text.length;
  while (from < to && isSpace(text.charCodeAt(from))) from++;
  while (to > from && isSpace(text.charCodeAt(to - 1))) to--;
  if (to - from > MAX_NUMBER_TEXT)
    throw valueError(`A number is given as text of more than ${MAX_NUMBER_TEXT} characters.`);
  return text.slice(from, to);
}

function parseFloatText(text: string): number {
  const trimmed = plainDigits(numberText(text));
  const plain = trimmed.replaceAll('_', '').toLowerCase();
  if (!FLOAT_TEXT.test(trimmed)) {
    throw valueError('`float` was given a text that is not a number.');
  }
  if (plain.endsWith('nan')) return NaN;
  if (plain.includes('inf')) return plain.startsWith('-') ? -Infinity : Infinity;
  return Number(plain);
}

function toDict(args: readonly Value[], keywords: Keywords): Dict {
  const [source, extra] = args;
  if (extra !== undefined) throw typeError('`dict` takes one argument without a name.');
  const dict = new Dict();
  fillDict(dict, source ?? (args.length === 0 ? new Dict() : null), keywords);
  return dict;
}

/** The items of the only argument; none without it. */
function itemsOfArgument(args: readonly Value[]): readonly Value[] {
  return args[0] === undefined ? [] : itemsIn(args[0]);
}

function attributes(methods: Readonly<Record<string, Callable>>): ReadonlyMap<string, Value> {
  return new Map(Object.entries(methods).map(([name, call]) => [name, new MethodValue(name, call, 'type')]));
}

export const CONVERSIONS: readonly FunctionValue[] = [
  new ClassValue('int', toInteger, attributes({ from_bytes: intFromBytes })),
  new ClassValue(
    'float',
    counted('float', 0, 1, toFloat),
    attributes({ fromhex: counted('fromhex', 1, 1, floatFromHex) }),
  ),
  new ClassValue('str', toText, attributes({ maketrans: makeTranslation })),
  new ClassValue(
    'bool',
    counted('bool', 0, 1, (args) => isTrue(args[0] ?? false)),
  ),
  new ClassValue(
    'list',
    counted('list', 0, 1, (args) => [...itemsOfArgument(args)]),
  ),
  new ClassValue('tuple', counted('tuple', 0, 1, toTuple)),
  new ClassValue(
    'set',
    counted('set', 0, 1, (args) => new PySet(itemsOfArgument(args))),
  ),
  new ClassValue('dict', toDict, attributes({ fromkeys: counted('fromkeys', 1, 2, dictFromKeys) })),
];

function toTuple([only = new Tuple([])]: readonly Value[]): Tuple {
  return only instanceof Tuple && only.typeName === 'tuple' ? only : new Tuple([...itemsIn(only)]);
}
