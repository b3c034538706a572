/** Writes values as JSON: `json.dumps` for expressions, and the text of a property that leaves a map. */
import { Dict } from './containers';
import { DateTime, DateValue } from './datetime/date-time';
import { Decimal } from './decimal';
import { floatText } from './float-text';
import { typeError } from './python-error';
import { intText, strOf } from './text-of';
import { Bytes, Float, isInt, isList, Tuple, typeName, type Value } from './value';

export interface JsonStyle {
  readonly itemSeparator: string;
  readonly keySeparator: string;
  readonly sortKeys: boolean;
  /** `\uXXXX` for every character that is not ASCII. */
  readonly ascii: boolean;
  /** What a value becomes that JSON has no form for; throws where there is nothing. */
  readonly other: (value: Value) => string;
}

/** What a record looks like behind a map: compact, decimals by their digits, times as ISO text, the rest by `str`. */
export const RECORD_STYLE: JsonStyle = {
  itemSeparator: ',',
  keySeparator: ':',
  sortKeys: false,
  ascii: false,
  other: (value) => (value instanceof Decimal ? value.toString() : JSON.stringify(recordText(value))),
};

/** Python's `json.dumps` without arguments. */
export const DUMPS_STYLE: JsonStyle = {
  itemSeparator: ', ',
  keySeparator: ': ',
  sortKeys: false,
  ascii: true,
  other: (value) => {
    throw typeError(`A \`${typeName(value)}\` cannot be written as JSON.`);
  },
};

/** Throws `TypeError` where the style has no form for a value. */
export function writeJson(value: Value, style: JsonStyle): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return quote(value, style);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (isInt(value)) return intText(value);
  if (value instanceof Float) return floatJson(value.value);
  if (isList(value)) return `[${value.map((item) => writeJson(item, style)).join(style.itemSeparator)}]`;
  if (value instanceof Tuple) return writeJson(value.items, style);
  if (value instanceof Dict) return writeDict(value, style);
  return style.other(value);
}

/** The text that stands for a value without a JSON form of its own. */
export function recordText(value: Value): string {
  if (value instanceof DateTime || value instanceof DateValue) return value.isoformat();
  if (value instanceof Bytes) return Buffer.from(value.data).toString('utf8');
  return strOf(value);
}

function floatJson(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  return floatText(value);
}

function writeDict(dict: Dict, style: JsonStyle): string {
  const entries = dict.entries().map(({ key, value }) => ({ key: keyText(key), value }));
  if (style.sortKeys) entries.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const parts = entries.map(({ key, value }) => quote(key, style) + style.keySeparator + writeJson(value, style));
  return `{${parts.join(style.itemSeparator)}}`;
}

function keyText(key: Value): string {
  if (typeof key === 'string') return key;
  if (key === null || typeof key === 'boolean' || isInt(key)) return writeJson(key, RECORD_STYLE);
  if (key instanceof Float) return floatJson(key.value);
  throw typeError(`A \`${typeName(key)}\` cannot be a key in JSON.`);
}

function quote(text: string, style: JsonStyle): string {
  const quoted = JSON.stringify(text);
  if (!style.ascii) return quoted;
  return quoted.replace(/[\x7f-\uffff]/g, (char) =>
    char === '\x7f' ? char : `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
