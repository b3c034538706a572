/** Writes values as JSON: `json.dumps` for expressions, and the text of a property that leaves a map. */
import { compareValues } from './compare';
import { Dict } from './containers';
import { DateTime, DateValue } from './datetime/date-time';
import { Decimal } from './decimal';
import { floatText } from './float-text';
import { limitExceeded, spendCharacters, spendEntries, spendWork, spendWritten } from './limits';
import { typeError, valueError } from './python-error';
import { intText, strOf } from './text-of';
import { Bytes, Float, isInt, isList, Tuple, typeName, type Value } from './value';

export interface JsonStyle {
  readonly itemSeparator: string;
  readonly keySeparator: string;
  readonly sortKeys: boolean;
  /** `\uXXXX` for every character that is not ASCII. */
  readonly ascii: boolean;
  /** What one level is indented by; null for everything in one line. */
  readonly indent: string | null;
  /** Whether keys that JSON has no form for are left out instead of refused. */
  readonly skipKeys: boolean;
  /** Whether NaN and the infinities are written, which JSON does not have. */
  readonly allowNan: boolean;
  /** What a value becomes that JSON has no form for; throws where there is nothing. `level`: how deep it stands. */
  readonly other: (value: Value, level: number) => string;
}

/** What a record looks like behind a map: compact, decimals by their digits, times as ISO text, the rest by `str`. */
export const RECORD_STYLE: JsonStyle = {
  itemSeparator: ',',
  keySeparator: ':',
  sortKeys: false,
  ascii: false,
  indent: null,
  skipKeys: false,
  allowNan: true,
  other: (value) => (value instanceof Decimal ? value.toString() : JSON.stringify(recordText(value))),
};

/** Python's `json.dumps` without arguments. */
export const DUMPS_STYLE: JsonStyle = {
  itemSeparator: ', ',
  keySeparator: ': ',
  sortKeys: false,
  ascii: true,
  indent: null,
  skipKeys: false,
  allowNan: true,
  other: (value) => {
    throw typeError(`A \`${typeName(value)}\` cannot be written as JSON.`);
  },
};

/** Python stops at about 1,000 levels; a list within itself has no end. */
const MAX_DEPTH = 900;

/** Throws `TypeError` where the style has no form for a value. */
export function writeJson(value: Value, style: JsonStyle, level = 0): string {
  spendWritten();
  if (value === null) return 'null';
  if (typeof value === 'string') return quote(value, style);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (isInt(value)) return intText(value);
  if (value instanceof Float) return floatJson(value.value, style);
  if (level > MAX_DEPTH) throw limitExceeded(`A value is nested deeper than ${MAX_DEPTH} levels.`);
  if (isList(value)) return writeList(value, style, level);
  if (value instanceof Tuple) return writeList(value.items, style, level);
  if (value instanceof Dict) return writeDict(value, style, level);
  return style.other(value, level);
}

/** The text that stands for a value without a JSON form of its own. */
export function recordText(value: Value): string {
  if (value instanceof DateTime || value instanceof DateValue) return value.isoformat();
  if (value instanceof Bytes) return Buffer.from(value.data).toString('utf8');
  return strOf(value);
}

function floatJson(value: number, style: JsonStyle): string {
  if (Number.isFinite(value)) return floatText(value);
  if (!style.allowNan) throw valueError('JSON has no NaN and no infinite numbers.');
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? 'Infinity' : '-Infinity';
}

function writeList(items: readonly Value[], style: JsonStyle, level: number): string {
  const parts = items.map((item) => writeJson(item, style, level + 1));
  return joined('[', parts, ']', style, level);
}

function writeDict(dict: Dict, style: JsonStyle, level: number): string {
  spendEntries(style.sortKeys ? 2 * dict.size : dict.size);
  const entries = dict.entries();
  if (style.sortKeys) entries.sort((a, b) => compareValues(a.key, b.key, '<'));
  const parts: string[] = [];
  for (const { key, value } of entries) {
    const name = keyText(key, style);
    if (name !== null) parts.push(quote(name, style) + style.keySeparator + writeJson(value, style, level + 1));
  }
  return joined('{', parts, '}', style, level);
}

function joined(open: string, parts: readonly string[], close: string, style: JsonStyle, level: number): string {
  spendCharacters(parts.length * (style.itemSeparator.length + (style.indent ?? '').length * (level + 1)));
  if (style.indent === null || parts.length === 0) return open + parts.join(style.itemSeparator) + close;
  const outer = `\n${style.indent.repeat(level)}`;
  const inner = outer + style.indent;
  return open + inner + parts.join(style.itemSeparator + inner) + outer + close;
}

/** Null for a key that is left out. */
function keyText(key: Value, style: JsonStyle): string | null {
  if (typeof key === 'string') return key;
  if (key === null || typeof key === 'boolean' || isInt(key)) return writeJson(key, RECORD_STYLE);
  if (key instanceof Float) return floatJson(key.value, style);
  if (style.skipKeys) return null;
  throw typeError(`A \`${typeName(key)}\` cannot be a key in JSON.`);
}

/** Units of work for a character that is written as `\uXXXX`, and for any character. */
const ESCAPED_WORK = 20;
const QUOTED_WORK = 0.5;

function quote(text: string, style: JsonStyle): string {
  spendWork(text.length * QUOTED_WORK);
  const quoted = JSON.stringify(text);
  if (!style.ascii) return quoted;
  return quoted.replace(/[\x80-\uffff]/g, (char) => {
    spendWork(ESCAPED_WORK);
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
