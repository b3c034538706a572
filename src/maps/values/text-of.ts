/** `str()` and `repr()` of every value, as Python writes them. */
import { charactersOf } from './code-points';
import { Dict, PySet } from './containers';
import { FunctionValue, ModuleValue } from './callable';
import { DateTime, DateValue } from './datetime/date-time';
import { TimeDelta, TimeZone } from './datetime/time-delta';
import { Decimal } from './decimal';
import { floatText } from './float-text';
import { bitsOf, limitExceeded, MAX_INTEGER_DIGITS } from './limits';
import { unsupported } from './python-error';
import { Bytes, Float, isInt, isList, Tuple, typeName, type Int, type Value } from './value';

/** A decimal digit holds more than 3.3 bits. */
const MAX_TEXT_BITS = MAX_INTEGER_DIGITS * 3.33;

export function strOf(value: Value): string {
  if (typeof value === 'string') return value;
  if (value instanceof DateTime) return value.isoformat(' ');
  if (value instanceof DateValue) return value.isoformat();
  if (value instanceof TimeDelta || value instanceof TimeZone || value instanceof Decimal) return value.toString();
  return reprOf(value);
}

export function reprOf(value: Value): string {
  if (value === null) return 'None';
  if (typeof value === 'string') return quoteText(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (isInt(value)) return intText(value);
  if (value instanceof Float) return floatText(value.value);
  if (isList(value)) return `[${value.map(reprOf).join(', ')}]`;
  if (value instanceof Decimal) return `Decimal('${value.toString()}')`;
  if (value instanceof Tuple) return `(${value.items.map(reprOf).join(', ')}${value.items.length === 1 ? ',' : ''})`;
  if (value instanceof Dict) {
    return `{${value
      .entries()
      .map((entry) => `${reprOf(entry.key)}: ${reprOf(entry.value)}`)
      .join(', ')}}`;
  }
  if (value instanceof PySet) return value.size === 0 ? 'set()' : `{${value.items().map(reprOf).join(', ')}}`;
  if (value instanceof Bytes) return `b${quoteBytes(value.data)}`;
  if (value instanceof FunctionValue || value instanceof ModuleValue) return `<${value.typeName} ${value.name}>`;
  throw unsupported(`\`repr\` of a \`${typeName(value)}\``);
}

/** Throws `LimitExceeded` beyond 4300 digits, as Python does. */
export function intText(value: Int): string {
  if (typeof value === 'bigint' && bitsOf(value) > MAX_TEXT_BITS) {
    throw limitExceeded(`An integer has more than ${MAX_INTEGER_DIGITS} digits.`);
  }
  return String(value);
}

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' };
const UNPRINTABLE = /[\p{C}\p{Z}]/u;

function quoteText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const body = charactersOf(text).map((char) => {
    if (char === quote) return `\\${char}`;
    if (Object.hasOwn(NAMED, char)) return NAMED[char] ?? char;
    return char !== ' ' && UNPRINTABLE.test(char) ? escapeCharacter(char) : char;
  });
  return quote + body.join('') + quote;
}

function escapeCharacter(char: string): string {
  const code = (char.codePointAt(0) ?? 0).toString(16);
  if (code.length <= 2) return `\\x${code.padStart(2, '0')}`;
  return code.length <= 4 ? `\\u${code.padStart(4, '0')}` : `\\U${code.padStart(8, '0')}`;
}

function quoteBytes(data: Uint8Array): string {
  const text = Buffer.from(data).toString('latin1');
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const body = text.split('').map((char) => {
    if (char === quote) return `\\${char}`;
    if (Object.hasOwn(NAMED, char)) return NAMED[char] ?? char;
    return char < ' ' || char > '~' ? escapeCharacter(char) : char;
  });
  return quote + body.join('') + quote;
}
