/**
 * Page text (unescaped, not null) ↔ the value in Singer's JSON form, one compiled function per column.
 *
 * | kind | page text | JSON |
 * | --- | --- | --- |
 * | integer, number, float | `12.50`, `1e+30`, `NaN` | the same digits, never through a double; `NaN` and infinities: `null` |
 * | boolean | `t` or `true` | `true` |
 * | date | `2024-02-29`, `infinity` | `"2024-02-29"`, `"9999-12-31"` |
 * | timestamp | `2024-01-01 00:00:00.5+00` | `"2024-01-01T00:00:00.500000+00:00"`: a fraction only when it is not zero, then six digits, as Python's isoformat writes it; without time zone it counts as UTC; infinity: year 9999 or 1 |
 * | time | `12:34:56.5+02`, `24:00:00` | `"12:34:56.500000+02:00"`, `"00:00:00"` |
 * | json | `{"a": 1}` | itself, on one line |
 * | array | `{1,NULL}` | `[1,null]` |
 * | bytea | `\x6869` | `"6869"` |
 * | string, and times in ISO form | the text | a JSON string |
 *
 * Dates that ISO 8601 has no plain form for (before Christ, beyond year 9999) stay in PostgreSQL's text.
 */
import { assertNever, MeltemiError } from '../../model/errors';
import type { JsonValue } from '../../model/json';
import type { Column } from '../../model/stream';
import { type ArrayItem, formatArrayLiteral, parseArrayLiteral } from './array-literal';
import { columnKind, type ColumnKind } from './column-kind';
import { isoDate, isoTime, isoTimestamp, sqlTime, sqlTimestamp } from './iso-times';

/** Page text → JSON text. */
export type ToJsonText = (text: string) => string;
/** JSON value → page text, null for null. Throws `RecordInvalid` naming the column when the value does not fit its kind. */
export type FromJson = (value: JsonValue) => string | null;

/** A JSON number; page text of numeric kinds has this form or is not finite. */
const JSON_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;
const JSON_INTEGER = /^-?(0|[1-9]\d*)$/;

export function toJsonText(column: Column): ToJsonText {
  return kindToJson(columnKind(column));
}

export function fromJson(column: Column): FromJson {
  return kindFromJson(columnKind(column), column.name);
}

function kindToJson(kind: ColumnKind): ToJsonText {
  switch (kind.kind) {
    case 'integer':
    case 'number':
    case 'float':
      return numberToJson;
    case 'boolean':
      return (text) => (text.startsWith('t') ? 'true' : 'false');
    case 'string':
      return JSON.stringify;
    case 'date':
      return kind.form === 'iso' ? JSON.stringify : (text) => JSON.stringify(isoDate(text));
    case 'timestamp':
      return kind.form === 'iso' ? JSON.stringify : (text) => JSON.stringify(isoTimestamp(text));
    case 'time':
      return kind.form === 'iso' ? JSON.stringify : (text) => JSON.stringify(isoTime(text));
    case 'json':
      // Raw line breaks and tabs can only be blanks between tokens: inside JSON strings they are always escaped.
      return (text) => text.replace(/[\n\r\t]/g, ' ');
    case 'bytea':
      return (text) => JSON.stringify(text.startsWith('\\x') ? text.slice(2) : text);
    case 'array':
      return arrayToJson(kind.delimiter, kindToJson(kind.element));
    default:
      return assertNever(kind, 'column kind');
  }
}

function numberToJson(text: string): string {
  if (JSON_NUMBER.test(text)) return text;
  return /^-?(nan|inf|infinity)$/i.test(text) ? 'null' : JSON.stringify(text);
}

/** `item`: how an item that is no array itself is written. A text that is no array literal becomes a JSON string. */
export function arrayToJson(delimiter: ',' | ';', item: ToJsonText): ToJsonText {
  const list = (items: readonly ArrayItem[]): string => `[${items.map(one).join(',')}]`;
  const one = (value: ArrayItem): string =>
    value === null ? 'null' : typeof value === 'string' ? item(value) : list(value);
  return (text) => {
    const items = parseArrayLiteral(text, delimiter);
    return items === null ? JSON.stringify(text) : list(items);
  };
}

function kindFromJson(kind: ColumnKind, column: string): FromJson {
  switch (kind.kind) {
    case 'integer':
      return (value) => numberFromJson(value, JSON_INTEGER, 'an integer', column);
    case 'number':
    case 'float':
      return (value) => numberFromJson(value, JSON_NUMBER, 'a number', column);
    case 'boolean':
      return booleanFromJson(kind.form === 'sql' ? ['t', 'f'] : ['true', 'false'], column);
    case 'string':
    case 'date':
      return textFromJson((text) => text);
    case 'timestamp':
      return textFromJson(kind.form === 'iso' ? (text) => text : (text) => sqlTimestamp(text, kind.zone));
    case 'time':
      return textFromJson(kind.form === 'iso' ? (text) => text : sqlTime);
    case 'json':
      return (value) => (value === null ? null : JSON.stringify(value));
    case 'bytea':
      return textFromJson((text) => {
        if (!/^([0-9a-f]{2})*$/i.test(text)) throw misfit('hexadecimal digits', column);
        return `\\x${text}`;
      });
    case 'array':
      return arrayFromJson(kind.delimiter, kindFromJson(kind.element, column), column);
    default:
      return assertNever(kind, 'column kind');
  }
}

function numberFromJson(value: JsonValue, form: RegExp, what: string, column: string): string | null {
  if (value === null) return null;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return null;
    if (form !== JSON_INTEGER) return Object.is(value, -0) ? '-0' : String(value);
    if (Number.isInteger(value)) return Number.isSafeInteger(value) ? String(value) : BigInt(value).toString();
  }
  // Numbers beyond a double's exactness travel as strings of digits.
  if (typeof value === 'string' && form.test(value)) return value;
  // `1.0` and `1e3` are integers, by JSON Schema.
  if (typeof value === 'string' && JSON_NUMBER.test(value) && Number.isSafeInteger(Number(value)))
    return String(Number(value));
  throw misfit(what, column);
}

function booleanFromJson(words: readonly [string, string], column: string): FromJson {
  return (value) => {
    if (value === null) return null;
    if (typeof value !== 'boolean') throw misfit('a boolean', column);
    return value ? words[0] : words[1];
  };
}

function textFromJson(convert: (text: string) => string): FromJson {
  return (value) => {
    if (value === null) return null;
    return convert(typeof value === 'string' ? value : JSON.stringify(value));
  };
}

function arrayFromJson(delimiter: ',' | ';', item: FromJson, column: string): FromJson {
  const one = (value: JsonValue): ArrayItem => (isList(value) ? value.map(one) : item(value));
  return (value) => {
    if (value === null) return null;
    if (!isList(value)) throw misfit('an array', column);
    return formatArrayLiteral(value.map(one), delimiter);
  };
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function misfit(what: string, column: string): MeltemiError {
  return new MeltemiError(
    'RecordInvalid',
    `A value of column \`${column}\` is not ${what}, as the stream's schema says.`,
    `Correct the map or the schema override of \`${column}\`.`,
  );
}
