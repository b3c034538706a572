/** `int`, `float`, `str`, `bool` and the containers' constructors. */
import { bindArguments, FunctionValue, NO_KEYWORDS, type Keywords } from '../values/callable';
import { Dict, PySet } from '../values/containers';
import { Decimal } from '../values/decimal';
import { itemsIn } from '../values/iterate';
import { MAX_INTEGER_DIGITS } from '../values/limits';
import { PythonError, typeError, valueError } from '../values/python-error';
import { strOf } from '../values/text-of';
import { isTrue } from '../values/truth';
import { Bytes, Float, isInt, toInt, Tuple, typeName, type Int, type Value } from '../values/value';
import { makeTranslation } from './translation';

/** White space of Python's `str.strip` and `int()`. */
const PYTHON_SPACE = '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const BLANKS = new RegExp(`^${PYTHON_SPACE}+|${PYTHON_SPACE}+$`, 'g');
const FLOAT_TEXT = /^[+-]?(?:(?:\d(?:_?\d)*)?\.?(?:\d(?:_?\d)*)?(?:[eE][+-]?\d(?:_?\d)*)?|inf(?:inity)?|nan)$/i;
const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz';

/** Decimals and floats are cut toward zero; text may have blanks around and underscores between digits. */
function toInteger(args: readonly Value[], keywords: Keywords = NO_KEYWORDS): Int {
  const [value, base] = bindArguments('`int`', ['x', 'base'], args, keywords);
  if (value === undefined) return 0;
  if (base !== undefined) {
    if (typeof value !== 'string') throw typeError('`int` takes a base only with a text.');
    return parseInteger(value, baseOf(base));
  }
  if (typeof value === 'string') return parseInteger(value, 10);
  if (isInt(value)) return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Decimal) return toInt(value.truncate());
  if (value instanceof Float) return truncateFloat(value.value);
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
  throw typeError(`\`float\` cannot take a \`${typeName(value)}\`.`);
}

function toText(args: readonly Value[], keywords: Keywords = NO_KEYWORDS): string {
  const [only] = args;
  if (only !== undefined && args.length === 1 && keywords.size === 0) return strOf(only);
  const [value, encoding] = bindArguments('`str`', ['object', 'encoding', 'errors'], args, keywords);
  if (value === undefined) return '';
  if (encoding !== undefined && value instanceof Bytes) return Buffer.from(value.data).toString('utf8');
  return strOf(value);
}

function parseInteger(text: string, base: number): Int {
  const trimmed = text.replace(BLANKS, '');
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

function digitsValue(digits: string, base: number): bigint {
  if (base === 10 && digits.length > MAX_INTEGER_DIGITS) {
    throw valueError(`\`int\` was given more than ${MAX_INTEGER_DIGITS} digits.`);
  }
  if (base === 10 && /^\d+$/.test(digits)) return BigInt(digits);
  let value = 0n;
  const step = BigInt(base);
  if (digits.length > MAX_INTEGER_DIGITS) throw valueError(`\`int\` was given more than ${MAX_INTEGER_DIGITS} digits.`);
  for (const digit of digits) {
    const place = DIGITS.indexOf(digit);
    if (place < 0 || place >= base) throw notAnInteger();
    value = value * step + BigInt(place);
  }
  return value;
}

function baseOf(value: Value): number {
  const base = isInt(value) ? Number(value) : NaN;
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

function parseFloatText(text: string): number {
  const trimmed = text.replace(BLANKS, '');
  const plain = trimmed.replaceAll('_', '').toLowerCase();
  if (!FLOAT_TEXT.test(trimmed) || !/\d|inf|nan/.test(plain) || /^[+-]?\.?e/.test(plain)) {
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
  if (source instanceof Dict) for (const { key, value } of source.entries()) dict.set(key, value);
  else if (source !== undefined) for (const item of itemsIn(source)) addPair(dict, itemsIn(item));
  for (const [key, value] of keywords) dict.set(key, value);
  return dict;
}

function addPair(dict: Dict, pair: readonly Value[]): void {
  const [key, value] = pair;
  if (key === undefined || value === undefined || pair.length !== 2)
    throw valueError('`dict` needs pairs of key and value.');
  dict.set(key, value);
}

export const CONVERSIONS: readonly FunctionValue[] = [
  new FunctionValue('int', toInteger),
  new FunctionValue('float', toFloat),
  new FunctionValue('str', toText, new Map([['maketrans', new FunctionValue('maketrans', makeTranslation)]])),
  new FunctionValue('bool', (args) => isTrue(args[0] ?? false)),
  new FunctionValue('list', (args) => (args[0] === undefined ? [] : [...itemsIn(args[0])])),
  new FunctionValue('tuple', (args) => new Tuple(args[0] === undefined ? [] : itemsIn(args[0]))),
  new FunctionValue('set', (args) => new PySet(args[0] === undefined ? [] : itemsIn(args[0]))),
  new FunctionValue('dict', toDict),
];
